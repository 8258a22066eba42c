// CIFAR-10: ten classes of (32, 32, 3) images in the six files of its binary version.
#include "datasets/cifar_records.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

void register_cifar10(DatasetTable& table) {
  const CifarForm form{.name = "cifar10",
                       .labels = {"airplane", "automobile", "bird", "cat", "deer", "dog", "frog",
                                  "horse", "ship", "truck"},
                       .train = {"data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin",
                                 "data_batch_4.bin", "data_batch_5.bin"},
                       .test = {"test_batch.bin"}};
  table.push_back(
      {form.name, "photos of animals and vehicles in 10 classes, 32x32: 50,000 and 10,000",
       [form](const std::filesystem::path& folder) { return holds_cifar(folder, form); },
       [form](const std::filesystem::path& folder, const View&) {
         return open_cifar(folder, form);
       }});
}

}  // namespace fovea::datasets
