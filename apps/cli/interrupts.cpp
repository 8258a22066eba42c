#include "apps/cli/interrupts.h"

#include <signal.h>

#include <csignal>
#include <initializer_list>

namespace fovea::apps {

namespace {

volatile std::sig_atomic_t caught = 0;

}  // namespace

void catch_interrupts() {
  for (const int signal : {SIGINT, SIGTERM}) {
    // If the program was started in the background, Ctrl-C for the program in the foreground must
    // not end it.
    struct sigaction before {};
    if (::sigaction(signal, nullptr, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    std::signal(signal, [](int number) {
      caught = 1;
      std::signal(number, SIG_DFL);
    });
  }
}

bool interrupted() { return caught != 0; }

}  // namespace fovea::apps
