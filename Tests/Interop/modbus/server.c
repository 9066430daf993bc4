/* A Modbus TCP server of libmodbus with floats in every order and whole numbers; prints `ready PORT`. One thread for
   each connection, at most LIMIT of them (second argument); what is beyond is closed at once. */
#include <arpa/inet.h>
#include <errno.h>
#include <modbus.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static modbus_mapping_t *mapping;
static atomic_int open_connections;

static void *serve(void *argument) {
  int socket = (int)(long)argument;
  modbus_t *context = modbus_new_tcp("127.0.0.1", 0);
  modbus_set_socket(context, socket);
  uint8_t query[MODBUS_TCP_MAX_ADU_LENGTH];
  for (;;) {
    int length = modbus_receive(context, query);
    if (length < 0) break;
    if (length > 0) modbus_reply(context, query, length, mapping);
  }
  modbus_close(context);
  modbus_free(context);
  atomic_fetch_sub(&open_connections, 1);
  return NULL;
}

static uint16_t swapped(uint16_t word) { return (uint16_t)(word << 8 | word >> 8); }

static void put32(uint16_t *cells, int32_t value) {
  cells[0] = (uint16_t)((uint32_t)value >> 16);
  cells[1] = (uint16_t)value;
}

int main(int count, char **arguments) {
  int port = count > 1 ? atoi(arguments[1]) : 0;
  int limit = count > 2 ? atoi(arguments[2]) : 64;
  signal(SIGPIPE, SIG_IGN);
  mapping = modbus_mapping_new(100, 100, 500, 500);
  for (int place = 0; place < 100; place++) {
    mapping->tab_bits[place] = place % 3 == 0;
    mapping->tab_input_bits[place] = place % 5 == 0;
  }
  for (int place = 0; place < 500; place++) mapping->tab_input_registers[place] = place * 3;
  /* The library's functions for floats name orders differently from one version to the next (its issues 611 and 665):
     the most significant register comes first, and the other orders are swaps of it. */
  float number = -123.4375f;
  int32_t bits;
  memcpy(&bits, &number, sizeof bits);
  uint16_t *cells = mapping->tab_registers;
  put32(cells + 0, bits);
  cells[2] = cells[1], cells[3] = cells[0];
  cells[4] = swapped(cells[0]), cells[5] = swapped(cells[1]);
  cells[6] = swapped(cells[1]), cells[7] = swapped(cells[0]);
  put32(cells + 8, -1234567890);
  put32(cells + 10, (int32_t)(-1234567890123456LL >> 32));
  put32(cells + 12, (int32_t)-1234567890123456LL);
  cells[14] = 54321;

  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int yes = 1;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port)};
  inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 64)) {
    perror("listen");
    return 1;
  }
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("ready %d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    if (atomic_fetch_add(&open_connections, 1) >= limit) {
      atomic_fetch_sub(&open_connections, 1);
      close(client);
      continue;
    }
    pthread_t thread;
    pthread_create(&thread, NULL, serve, (void *)(long)client);
    pthread_detach(thread);
  }
}
