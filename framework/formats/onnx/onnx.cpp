#include "fovea/onnx/onnx.h"

#include "fovea/onnx/export.h"
#include "fovea/onnx/import.h"
#include "framework/formats/onnx/image_inputs.h"
#include "framework/formats/onnx/read_graph.h"
#include "framework/formats/onnx/write_graph.h"

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

/// Sets the height and width of the image input if the file leaves them open.
void set_image_size(onnx::GraphDef& file, int side) {
  bool fits = false;
  std::string fixed = "no image goes in";
  for (onnx::ValueDef& input : file.inputs) {
    if (input.dims.size() != 4) continue;
    const bool last = onnx::has_channels_last(file, input);
    std::int64_t &height = input.dims[last ? 1 : 2], &width = input.dims[last ? 2 : 3];
    if (height < 1) height = side;
    if (width < 1) width = side;
    fits = fits || (height == side && width == side);
    fixed = fmt::format("its images are {}x{}", height, width);
  }
  if (!fits) throw Error("an image size of {} was asked for, but {}", side, fixed);
}

}  // namespace

Model load_onnx(const std::filesystem::path& path, const onnx::OpTable& ops, int image_size,
                int batch) {
  const onnx::OpTable table = with_ours(ops);
  try {
    onnx::GraphDef file = onnx::read_graph(path);
    if (image_size != 0) set_image_size(file, image_size);
    for (onnx::ValueDef& input : file.inputs) {
      if (batch != 1 && !input.dims.empty() && input.dims[0] < 0) input.dims[0] = batch;
    }
    Model model = onnx::Import(std::move(file), table).run();
    if (model.name.empty()) model.name = path.stem().string();
    model.file = path.string();
    return model;
  } catch (const Error& error) {
    throw error.at(path.string());
  }
}

void save_onnx(const Model& model, const std::filesystem::path& path, const onnx::OpTable& ops,
               onnx::WeightStorage weights) {
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
