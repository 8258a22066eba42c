// none: images stay as they are.
#include "fovea/images/augment.h"

namespace fovea::datasets {

void register_none(AugmentationTable& table) {
  table.push_back({"none", "nothing", [](Spec&) { return Augment(); }});
}

}  // namespace fovea::datasets
