// Load on a service from one process, as many connections at once would make it. Python would be what is measured.
//
//   generate rate   PORT CONNECTIONS RATE SECONDS FILE
//   generate listen PORT CLIENTS SECONDS TOPIC [KEY]
//
// `rate` sends the request in FILE, RATE times a second at even distances, whether answers come or not: where no
// connection is free the request waits, and its time counts from when it was to be sent. `listen` opens WebSockets with
// a ticket each, subscribes to a topic, and takes from each message when its items were sensed and published. Both print
// one JSON object. Exit code 2: something that has nothing to do with the service's speed.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define die(...) (fprintf(stderr, __VA_ARGS__), fputc('\n', stderr), exit(2))

static int port;

static double now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

// Times in seconds, as many as come.
struct times {
  double *values;
  size_t count, capacity;
};

static void note(struct times *times, double value) {
  if (times->count == times->capacity) {
    times->capacity = times->capacity ? 2 * times->capacity : 1 << 16;
    times->values = realloc(times->values, times->capacity * sizeof(double));
    if (!times->values) die("out of memory");
  }
  times->values[times->count++] = value;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

// By the nearest rank, in milliseconds.
static void print_times(const char *name, struct times *times) {
  qsort(times->values, times->count, sizeof(double), ascending);
  const double shares[] = {0.5, 0.95, 0.99, 1};
  const char *names[] = {"p50", "p95", "p99", "max"};
  printf("\"%s\": {\"count\": %zu", name, times->count);
  for (int i = 0; i < 4 && times->count; i++) {
    size_t rank = (size_t)(shares[i] * (double)times->count);
    if (rank >= times->count) rank = times->count - 1;
    printf(", \"%s\": %.3f", names[i], times->values[rank] * 1e3);
  }
  printf("}");
}

static int connected(void) {
  int socket_ = socket(AF_INET, SOCK_STREAM, 0);
  if (socket_ < 0) die("socket: %s", strerror(errno));
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_, (struct sockaddr *)&address, sizeof address) < 0) die("connect: %s", strerror(errno));
  int yes = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket_;
}

static void send_all(int socket_, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t sent = send(socket_, bytes, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) {
      // A request is small: this happens only when the service does not read at all.
      usleep(100);
      continue;
    }
    if (sent < 0) die("send: %s", strerror(errno));
    bytes += sent;
    count -= (size_t)sent;
  }
}

// The length of a whole answer in `bytes`; 0 where more has to come. Answers must tell their length.
static size_t answer_length(const char *bytes, size_t count) {
  const char *end = memmem(bytes, count, "\r\n\r\n", 4);
  if (!end) return 0;
  size_t head = (size_t)(end - bytes) + 4, body = 0;
  for (const char *line = bytes; line < end;) {
    const char *next = memmem(line, (size_t)(end - line) + 2, "\r\n", 2);
    if (!next) break;
    if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
    line = next + 2;
  }
  return head + body <= count ? head + body : 0;
}

// MARK: rate

struct caller {
  int socket;
  char *bytes;
  size_t count;
  double due;
};

enum { answer_maximum = 1 << 16 };

static void rate(int connections, double per_second, double seconds, const char *file) {
  FILE *stream = fopen(file, "rb");
  static char request[1 << 20];
  size_t length = stream ? fread(request, 1, sizeof request, stream) : 0;
  if (!length) die("%s: no request", file);
  int queue = epoll_create1(0), clock = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
  struct caller *callers = calloc((size_t)connections, sizeof *callers);
  int *idle = calloc((size_t)connections, sizeof *idle), idle_count = 0;
  for (int i = 0; i < connections; i++) {
    callers[i] = (struct caller){.socket = connected(), .bytes = malloc(answer_maximum)};
    fcntl(callers[i].socket, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    epoll_ctl(queue, EPOLL_CTL_ADD, callers[i].socket, &event);
    idle[idle_count++] = i;
  }
  struct epoll_event tick = {.events = EPOLLIN, .data.u32 = UINT32_MAX};
  epoll_ctl(queue, EPOLL_CTL_ADD, clock, &tick);
  struct times latencies = {0}, lags = {0};
  size_t total = (size_t)(per_second * seconds), sent = 0, answered = 0, statuses[6] = {0}, broken = 0;
  double start = now(CLOCK_MONOTONIC) + 0.1, deadline = start + seconds + 10;
  size_t waiting_most = 0;
  while (answered + broken < total && now(CLOCK_MONOTONIC) < deadline) {
    double time = now(CLOCK_MONOTONIC);
    while (sent < total && idle_count > 0 && start + (double)sent / per_second <= time) {
      struct caller *caller = &callers[idle[--idle_count]];
      caller->due = start + (double)sent++ / per_second;
      note(&lags, time - caller->due);
      send_all(caller->socket, request, length);
    }
    if (sent < total) {
      double due = start + (double)sent / per_second;
      if (due < time) {
        size_t waiting = (size_t)((time - due) * per_second);
        if (waiting > waiting_most) waiting_most = waiting;
      }
      if (due > time) {
        struct itimerspec at = {0};
        at.it_value.tv_sec = (time_t)due;
        at.it_value.tv_nsec = (long)((due - (double)(time_t)due) * 1e9);
        timerfd_settime(clock, TFD_TIMER_ABSTIME, &at, NULL);
      }
    }
    struct epoll_event events[256];
    int ready = epoll_wait(queue, events, 256, 100);
    time = now(CLOCK_MONOTONIC);
    for (int i = 0; i < ready; i++) {
      if (events[i].data.u32 == UINT32_MAX) {
        uint64_t expired;
        (void)!read(clock, &expired, sizeof expired);
        continue;
      }
      struct caller *caller = &callers[events[i].data.u32];
      ssize_t got = recv(caller->socket, caller->bytes + caller->count, answer_maximum - caller->count, 0);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) {
        broken++;
        epoll_ctl(queue, EPOLL_CTL_DEL, caller->socket, NULL);
        continue;
      }
      caller->count += (size_t)got;
      size_t whole = answer_length(caller->bytes, caller->count);
      if (!whole) {
        if (caller->count == answer_maximum) die("an answer is longer than %d bytes", answer_maximum);
        continue;
      }
      if (whole != caller->count) die("more came than was asked for");
      int hundreds = caller->bytes[9] - '0';
      statuses[hundreds >= 0 && hundreds <= 5 ? hundreds : 0]++;
      note(&latencies, time - caller->due);
      caller->count = 0;
      answered++;
      idle[idle_count++] = (int)events[i].data.u32;
    }
  }
  double taken = now(CLOCK_MONOTONIC) - start;
  printf("{\"wanted\": %zu, \"sent\": %zu, \"answered\": %zu, \"ok\": %zu, \"busy\": %zu, \"failed\": %zu, ", total, sent,
         answered, statuses[2], statuses[4], statuses[5] + statuses[0] + broken);
  printf("\"rate\": %.1f, \"waiting\": %zu, ", (double)answered / (taken > seconds ? taken : seconds), waiting_most);
  print_times("latency", &latencies);
  printf(", ");
  print_times("lag", &lags);
  printf("}\n");
}

// MARK: listen

struct listener {
  int socket;
  unsigned char *bytes;
  size_t count, capacity;
  size_t items;
  long last;
  int gaps;
};

// One request whose whole answer fits into `bytes`, on a connection of its own or on one that is open.
static size_t ask(int socket_, const char *request, char *bytes, size_t capacity) {
  send_all(socket_, request, strlen(request));
  size_t count = 0;
  while (count < capacity - 1) {
    ssize_t got = recv(socket_, bytes + count, capacity - 1 - count, 0);
    if (got <= 0) die("the service cut the connection");
    count += (size_t)got;
    bytes[count] = 0;
    size_t length = answer_length(bytes, count);
    if (length) return length;
    if (!strncmp(bytes, "HTTP/1.1 101", 12) && strstr(bytes, "\r\n\r\n")) return count;
  }
  die("an answer is too long");
}

static void send_text(int socket_, const char *text) {
  size_t length = strlen(text);
  if (length > 125) die("a message is too long");
  // A mask of zeros is a mask.
  unsigned char frame[160] = {0x81, (unsigned char)(0x80 | length)};
  memcpy(frame + 6, text, length);
  send_all(socket_, (char *)frame, length + 6);
}

// Seconds since 1970 of the time behind `name` in a text; negative where there is none.
static double time_of(const char *text, const char *end, const char *name) {
  const char *found = memmem(text, (size_t)(end - text), name, strlen(name));
  if (!found) return -1;
  found += strlen(name);
  struct tm parts = {0};
  if (sscanf(found, "%d-%d-%dT%d:%d:%d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday, &parts.tm_hour, &parts.tm_min,
             &parts.tm_sec) != 6)
    return -1;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  double seconds = (double)timegm(&parts), scale = 0.1;
  if (found[19] == '.')
    for (const char *digit = found + 20; *digit >= '0' && *digit <= '9'; digit++, scale /= 10)
      seconds += scale * (double)(*digit - '0');
  return seconds;
}

static struct times deliveries, from_sensor;
static double begun;

// What one message tells. Items of a snapshot are old, and are not counted.
static void hear(struct listener *listener, const char *text, size_t length, double time) {
  const char *end = text + length;
  if (!memmem(text, length < 40 ? length : 40, "\"update\"", 8)) return;
  const char *item = text;
  while ((item = memmem(item, (size_t)(end - item), "{\"sequence\":", 12))) {
    long sequence = strtol(item + 12, NULL, 10);
    if (listener->last && sequence != listener->last + 1) listener->gaps++;
    listener->last = sequence;
    const char *next = memmem(item + 12, (size_t)(end - item - 12), "{\"sequence\":", 12);
    const char *stop = next ? next : end;
    if (time >= begun) {
      listener->items++;
      double published = time_of(item, stop, "\"published\":\""), sensed = time_of(item, stop, "\"sensed\":\"");
      if (published > 0) note(&deliveries, time - published);
      if (sensed > 0) note(&from_sensor, time - sensed);
    }
    item += 12;
  }
}

// Takes whole frames off what has come.
static void take_frames(struct listener *listener, double time) {
  size_t place = 0;
  while (listener->count - place >= 2) {
    unsigned char *frame = listener->bytes + place;
    size_t head = 2, length = frame[1] & 127;
    if (length == 126) head = 4;
    if (length == 127) head = 10;
    if (listener->count - place < head) break;
    if (head > 2) {
      length = 0;
      for (size_t i = 2; i < head; i++) length = length << 8 | frame[i];
    }
    if (listener->count - place < head + length) break;
    int kind = frame[0] & 15;
    if (kind == 1) hear(listener, (char *)frame + head, length, time);
    if (kind == 8) die("the service closed a socket: %.*s", (int)length, (char *)frame + head);
    if (kind == 9) send_all(listener->socket, (char[]){(char)0x8A, (char)0x80, 0, 0, 0, 0}, 6);
    place += head + length;
  }
  memmove(listener->bytes, listener->bytes + place, listener->count - place);
  listener->count -= place;
}

static void listen_(int clients, double seconds, const char *topic, const char *key) {
  int queue = epoll_create1(0), desk = connected();
  struct listener *listeners = calloc((size_t)clients, sizeof *listeners);
  char request[1024], answer[1 << 14], wish[120];
  snprintf(wish, sizeof wish, "{\"type\":\"subscribe\",\"topic\":\"%s\"}", topic);
  double opening = now(CLOCK_MONOTONIC);
  for (int i = 0; i < clients; i++) {
    snprintf(request, sizeof request,
             "POST /api/v1/live/tickets HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: 0\r\n%s%s%s\r\n", port,
             key ? "Authorization: Bearer " : "", key ? key : "", key ? "\r\n" : "");
    ask(desk, request, answer, sizeof answer);
    char *ticket = strstr(answer, "\"ticket\":\""), *stop = ticket ? strchr(ticket + 10, '"') : NULL;
    if (!stop) die("no ticket: %s", answer);
    *stop = 0;
    listeners[i] = (struct listener){.socket = connected(), .capacity = 1 << 12, .bytes = malloc(1 << 12)};
    char upgrade[1024];
    snprintf(upgrade, sizeof upgrade,
             "GET /live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
             "Sec-WebSocket-Protocol: pur-mold-twin.live.1, ticket.%s\r\n\r\n",
             port, ticket + 10);
    size_t count = ask(listeners[i].socket, upgrade, answer, sizeof answer);
    if (strncmp(answer, "HTTP/1.1 101", 12)) die("no socket: %s", answer);
    char *rest = strstr(answer, "\r\n\r\n") + 4;
    listeners[i].count = count - (size_t)(rest - answer);
    memcpy(listeners[i].bytes, rest, listeners[i].count);
    send_text(listeners[i].socket, wish);
    fcntl(listeners[i].socket, F_SETFL, O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = (uint32_t)i};
    epoll_ctl(queue, EPOLL_CTL_ADD, listeners[i].socket, &event);
  }
  opening = now(CLOCK_MONOTONIC) - opening;
  fprintf(stderr, "listening\n");
  // What came while the last ones opened is old.
  begun = now(CLOCK_REALTIME) + 2;
  double end = begun + seconds;
  struct epoll_event events[512];
  while (now(CLOCK_REALTIME) < end) {
    int ready = epoll_wait(queue, events, 512, 100);
    for (int i = 0; i < ready; i++) {
      struct listener *listener = &listeners[events[i].data.u32];
      if (listener->count == listener->capacity) {
        listener->capacity *= 2;
        listener->bytes = realloc(listener->bytes, listener->capacity);
        if (!listener->bytes) die("out of memory");
      }
      ssize_t got =
          recv(listener->socket, listener->bytes + listener->count, listener->capacity - listener->count, 0);
      if (got < 0 && errno == EAGAIN) continue;
      if (got <= 0) die("the service cut a socket");
      listener->count += (size_t)got;
      take_frames(listener, now(CLOCK_REALTIME));
    }
  }
  size_t items = 0, least = SIZE_MAX, most = 0;
  int gaps = 0;
  for (int i = 0; i < clients; i++) {
    items += listeners[i].items;
    gaps += listeners[i].gaps;
    if (listeners[i].items < least) least = listeners[i].items;
    if (listeners[i].items > most) most = listeners[i].items;
  }
  printf("{\"clients\": %d, \"opening_s\": %.1f, \"items\": %zu, \"each_per_s\": %.2f, \"least\": %zu, \"most\": %zu, "
         "\"gaps\": %d, ",
         clients, opening, items, (double)items / clients / seconds, least, most, gaps);
  print_times("delivery", &deliveries);
  printf(", ");
  print_times("from_sensor", &from_sensor);
  printf("}\n");
}

int main(int count, char **words) {
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  if (count > 2) port = atoi(words[2]);
  if (count == 7 && !strcmp(words[1], "rate"))
    rate(atoi(words[3]), atof(words[4]), atof(words[5]), words[6]);
  else if ((count == 6 || count == 7) && !strcmp(words[1], "listen"))
    listen_(atoi(words[3]), atof(words[4]), words[5], count == 7 ? words[6] : NULL);
  else
    die("usage: generate rate PORT CONNECTIONS RATE SECONDS FILE | listen PORT CLIENTS SECONDS TOPIC [KEY]");
}
