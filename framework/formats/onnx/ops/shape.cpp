// Operators that are used only in shape arithmetic, which is computed while the file is read:
// framework/formats/onnx/fold.h.
#include "fovea/onnx/import_node.h"

namespace fovea::onnx {

namespace {

void refuse(ImportNode&) { throw Error("only what is known as the file is read can be computed"); }

}  // namespace

void register_shape(OpTable& table) {
  for (const char* op : {"ConstantOfShape", "Range", "Floor", "Ceil"}) {
    table.importers[op] = refuse;
  }
}

}  // namespace fovea::onnx
