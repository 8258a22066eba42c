// The one header that a program outside needs: graphs and layers, models, sessions, training, and
// of the other components (onnx, cpu, reference, vulkan, datasets) those whose headers are there.
// Programs that want to compile faster include the parts that they use: <fovea/layers/conv2d.h>.
#pragma once

#include "fovea/compare/compare.h"
#include "fovea/core/dtype.h"
#include "fovea/core/error.h"
#include "fovea/core/half.h"
#include "fovea/core/random.h"
#include "fovea/core/shape.h"
#include "fovea/core/spec.h"
#include "fovea/core/tensor.h"
#include "fovea/core/terminal_text.h"
#include "fovea/core/version.h"
#include "fovea/generate/generator.h"
#include "fovea/graph/differentiate.h"
#include "fovea/graph/epilogue.h"
#include "fovea/graph/graph.h"
#include "fovea/graph/initializer.h"
#include "fovea/graph/layer.h"
#include "fovea/graph/names.h"
#include "fovea/graph/passes/passes.h"
#include "fovea/graph/rewriter.h"
#include "fovea/graph/scope.h"
#include "fovea/graph/value.h"
#include "fovea/kernels.h"
#include "fovea/layers.h"
#include "fovea/model/model.h"
#include "fovea/model/preprocessing.h"
#include "fovea/models.h"
#include "fovea/objectives.h"
#include "fovea/optim.h"
#include "fovea/plan/plan.h"
#include "fovea/runtime/backend.h"
#include "fovea/runtime/backend_table.h"
#include "fovea/runtime/forwarding_backend.h"
#include "fovea/runtime/host_memory.h"
#include "fovea/runtime/kernel_args.h"
#include "fovea/runtime/session.h"
#include "fovea/runtime/support.h"
#include "fovea/text/tokens.h"
#include "fovea/train/batch_source.h"
#include "fovea/train/calibration.h"
#include "fovea/train/checkpoint.h"
#include "fovea/train/evaluate.h"
#include "fovea/train/metrics.h"
#include "fovea/train/trainer.h"
#include "fovea/train/training_options.h"
#include "fovea/transfer/example_store.h"
#include "fovea/transfer/fine_tuning.h"
#include "fovea/transfer/head_cut.h"
#include "fovea/transfer/head_training.h"

// A component's headers are found where it is linked, or installed.
#if __has_include("fovea/onnx/onnx.h")
#include "fovea/onnx/export.h"
#include "fovea/onnx/import.h"
#include "fovea/onnx/onnx.h"
#endif
#if __has_include("fovea/reference/reference.h")
#include "fovea/reference/reference.h"
#endif
#if __has_include("fovea/cpu/cpu.h")
#include "fovea/cpu/cpu.h"
#endif
#if __has_include("fovea/vulkan/vulkan.h")
#include "fovea/vulkan/vulkan.h"
#endif
#if __has_include("fovea/datasets/dataset.h")
#include "fovea/augmentations.h"
#include "fovea/datasets/class_folders.h"
#include "fovea/datasets/contents.h"
#include "fovea/datasets/image_folder.h"
#include "fovea/datasets/loader.h"
#include "fovea/datasets/open.h"
#include "fovea/datasets/picture_cache.h"
#include "fovea/datasets/picture_list.h"
#include "fovea/datasets/target_list.h"
#include "fovea/images/augment.h"
#include "fovea/images/image.h"
#include "fovea/images/image_resize.h"
#endif
