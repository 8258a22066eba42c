// MNIST (LeCun, Cortes, Burges) and Fashion-MNIST (Xiao, Rasul, Vollgraf, 2017), which has the same
// form: ten classes of (28, 28, 1) images. The files hold no class names: if the folder is not
// called fashion-mnist, the images are taken to be digits.
#include "datasets/idx_pair.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

void register_mnist(DatasetTable& table) {
  const auto add = [&](const std::string& name, const std::string& description,
                       std::vector<std::string> labels) {
    const IdxForm form{.name = name, .labels = std::move(labels), .train = "train", .test = "t10k"};
    table.push_back(
        {name, description,
         [form](const std::filesystem::path& folder) { return holds_idx_pair(folder, form); },
         [form](const std::filesystem::path& folder, const View&) {
           return open_idx_pair(folder, form);
         }});
  };
  add("mnist", "handwritten digits, 28x28 gray: 60,000 and 10,000",
      {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"});
  add("fashion-mnist", "clothes in 10 classes, 28x28 gray: 60,000 and 10,000",
      {"T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
       "Ankle boot"});
}

}  // namespace fovea::datasets
