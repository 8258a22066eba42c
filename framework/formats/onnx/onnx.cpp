#include "fovea/onnx/onnx.h"

#include "fovea/onnx/export.h"
#include "fovea/onnx/import.h"

namespace fovea {

namespace {

onnx::OpTable with_ours(const onnx::OpTable& more) {
  onnx::OpTable table = more;  // what is there already stays: insert does not replace
  onnx::OpTable ours;
  onnx::register_all(ours);
  table.exporters.insert(ours.exporters.begin(), ours.exporters.end());
  table.importers.insert(ours.importers.begin(), ours.importers.end());
  table.patterns.insert(ours.patterns.begin(), ours.patterns.end());
  return table;
}

}  // namespace

Model load_onnx(const std::filesystem::path& path, const onnx::OpTable& ops) {
  const onnx::OpTable table = with_ours(ops);
  try {
    Model model = onnx::Import(onnx::read_graph(path), table).run();
    if (model.name.empty()) model.name = path.stem().string();
    return model;
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

void save_onnx(const Model& model, const std::filesystem::path& path, const onnx::OpTable& ops,
               onnx::Weights weights) {
  const onnx::OpTable table = with_ours(ops);
  onnx::GraphDef file;
  try {
    file = onnx::Export(model, table).run();
  } catch (const Error& error) {
    throw error.at(path.string());
  }
  onnx::write_graph(std::move(file), path, weights);
}

}  // namespace fovea
