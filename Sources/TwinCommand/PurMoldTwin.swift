@main
struct PurMoldTwin {
  static func main() {}
}
