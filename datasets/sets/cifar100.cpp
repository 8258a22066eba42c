// CIFAR-100: 100 classes of (32, 32, 3) images in train.bin and test.bin; a record has a byte for
// the group of the class (one of 20) and one for the class.
#include "datasets/cifar_records.h"
#include "fovea/datasets/table.h"

namespace fovea::datasets {

namespace {

const std::vector<std::string>& class_names() {
  static const std::vector<std::string> names = {
      "apple",       "aquarium_fish", "baby",      "bear",       "beaver",       "bed",
      "bee",         "beetle",        "bicycle",   "bottle",     "bowl",         "boy",
      "bridge",      "bus",           "butterfly", "camel",      "can",          "castle",
      "caterpillar", "cattle",        "chair",     "chimpanzee", "clock",        "cloud",
      "cockroach",   "couch",         "crab",      "crocodile",  "cup",          "dinosaur",
      "dolphin",     "elephant",      "flatfish",  "forest",     "fox",          "girl",
      "hamster",     "house",         "kangaroo",  "keyboard",   "lamp",         "lawn_mower",
      "leopard",     "lion",          "lizard",    "lobster",    "man",          "maple_tree",
      "motorcycle",  "mountain",      "mouse",     "mushroom",   "oak_tree",     "orange",
      "orchid",      "otter",         "palm_tree", "pear",       "pickup_truck", "pine_tree",
      "plain",       "plate",         "poppy",     "porcupine",  "possum",       "rabbit",
      "raccoon",     "ray",           "road",      "rocket",     "rose",         "sea",
      "seal",        "shark",         "shrew",     "skunk",      "skyscraper",   "snail",
      "snake",       "spider",        "squirrel",  "streetcar",  "sunflower",    "sweet_pepper",
      "table",       "tank",          "telephone", "television", "tiger",        "tractor",
      "train",       "trout",         "tulip",     "turtle",     "wardrobe",     "whale",
      "willow_tree", "wolf",          "woman",     "worm"};
  return names;
}

const std::vector<std::string>& group_names() {
  static const std::vector<std::string> names = {"aquatic_mammals",
                                                 "fish",
                                                 "flowers",
                                                 "food_containers",
                                                 "fruit_and_vegetables",
                                                 "household_electrical_devices",
                                                 "household_furniture",
                                                 "insects",
                                                 "large_carnivores",
                                                 "large_man-made_outdoor_things",
                                                 "large_natural_outdoor_scenes",
                                                 "large_omnivores_and_herbivores",
                                                 "medium_mammals",
                                                 "non-insect_invertebrates",
                                                 "people",
                                                 "reptiles",
                                                 "small_mammals",
                                                 "trees",
                                                 "vehicles_1",
                                                 "vehicles_2"};
  return names;
}

}  // namespace

void register_cifar100(DatasetTable& table) {
  const auto add = [&](const std::string& name, const std::string& description,
                       const std::vector<std::string>& labels, int label_at) {
    const CifarForm form{.name = name,
                         .labels = labels,
                         .train = {"train.bin"},
                         .test = {"test.bin"},
                         .label_bytes = 2,
                         .label_at = label_at};
    table.push_back(
        {name, description,
         [form](const std::filesystem::path& folder) { return holds_cifar(folder, form); },
         [form](const std::filesystem::path& folder, const View&) {
           const auto both = folder.parent_path() / "cifar100";  // one folder for both names
           return open_cifar(holds_cifar(folder, form) ? folder : both, form);
         }});
  };
  add("cifar100", "photos in 100 classes, 32x32: 50,000 and 10,000", class_names(), 1);
  add("cifar100-coarse", "the same photos in the 20 groups of these classes", group_names(), 0);
}

}  // namespace fovea::datasets
