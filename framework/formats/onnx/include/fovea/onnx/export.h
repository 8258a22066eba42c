// Builds the graph of a file.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "fovea/model/model.h"
#include "fovea/onnx/export_node.h"

namespace fovea::onnx {

/// Makes the content of a file from a model.
class Export {
 public:
  Export(const Model& model, const OpTable& table);
  GraphDef run();

 private:
  friend class ExportNode;
  struct Written {
    std::string name;
    Layout layout;
  };

  /// The layout of a value in the file unless something else decides it.
  static Layout usual_layout(const TensorType& type);
  /// Whether the results for several pictures are surely those of each by itself, one after
  /// another. If not, the batch of a model that came from a file with a fixed one stays fixed.
  bool keeps_pictures_apart() const;
  void mark_live();
  void check_supported() const;
  void add_inputs(bool open_batch);
  void add_outputs(bool open_batch);

  const ValueInfo& info(int value) const { return graph_.info(value); }
  /// The name, with a number after it if it is taken.
  std::string unique(const std::string& name);
  const Written& written(int value) const;
  /// The name in the file of a value in this layout.
  std::string name_of(int value, const Layout& layout);
  std::string leaf(int value, const std::string& form, const Tensor& tensor);
  const Tensor& known(int value) const;
  std::string weight(int value, std::span<const int> order);
  void find_file_columns();
  /// Whether all readers of this matrix accept its columns in any order.
  bool keeps_file_columns(int value) const { return file_columns_[static_cast<size_t>(value)]; }
  std::string add(const std::string& name, const std::string& op,
                  const std::vector<std::string>& inputs,
                  std::map<std::string, Attribute> attributes);

  const Model& model_;
  const Graph& graph_;
  const OpTable& table_;
  GraphDef file_;
  std::vector<bool> live_;                                     // nodes
  std::vector<std::optional<Written>> written_;                // values of nodes and inputs
  std::map<std::pair<int, std::string>, std::string> leaves_;  // by value and form
  std::map<int, std::string> turned_;                          // values in their second layout
  std::vector<bool> file_columns_;                             // by value
  std::set<std::string> names_;
  std::map<std::string, int> numbers_;  // the next number for a name that is taken
};

}  // namespace fovea::onnx
