#include "apps/training/new_head.h"

#include <algorithm>

#include "apps/cli/say.h"
#include "apps/cli/text_table.h"
#include "fovea/core/terminal_text.h"
#include "fovea/transfer/head_cut.h"

namespace fovea::apps {

bool fit_head(Model& model, const datasets::Dataset& dataset) {
  const std::vector<std::string>& labels = dataset.labels();
  const int classes = std::max(find_scores(model).classes, 2);
  const bool known = std::ranges::all_of(labels, [&](const std::string& label) {
    return std::ranges::find(model.labels, label) != model.labels.end();
  });
  if (model.labels.empty() ? classes == std::ssize(labels) : known) return false;
  const HeadCut cut(model);
  say("{} has other classes: its last layer {} of {} is made anew for {}: {}\n",
      terminal_text(model.name), terminal_text(cut.head()), grouped(classes), labels.size(),
      terminal_text(listed(labels)));
  model = cut.model(labels, cut.zero_head(static_cast<int>(labels.size())));
  return true;
}

}  // namespace fovea::apps
