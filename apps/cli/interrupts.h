// Ctrl-C and SIGTERM as a request to stop.
#pragma once

namespace fovea::apps {

/// From now on the first SIGINT or SIGTERM only makes interrupted() true; a second one ends the
/// program at once.
void catch_interrupts();
bool interrupted();

}  // namespace fovea::apps
