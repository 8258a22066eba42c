// The names that graphs of the framework give their inputs and outputs, and sessions their graphs:
// code that feeds one or reads its results finds them here.
#pragma once

namespace fovea::names {

// Inputs.
inline constexpr const char* image = "image";                  // u8 (N, H, W, C)
inline constexpr const char* label = "label";                  // i32 (N)
inline constexpr const char* other_label = "other_label";      // i32 (N), of mixed images
inline constexpr const char* label_share = "label_share";      // f32 (N): of `label`
inline constexpr const char* target = "target";                // f32 (N, numbers)
inline constexpr const char* tokens = "tokens";                // i32 (N, T), of a text
inline constexpr const char* next = "next";                    // i32 (N, T): the token after each
inline constexpr const char* learning_rate = "learning_rate";  // f32 ()
inline constexpr const char* seed = "seed";                    // i32 (2): low and high word
inline constexpr const char* share = "share";  // f32 (): of the batch, if it comes in parts

// Outputs of a training step.
inline constexpr const char* loss = "loss";                    // f32 (): the mean over the batch
inline constexpr const char* correct = "correct";              // i32 (): right answers in the batch
inline constexpr const char* finite = "finite";                // i32 (): 0 if a gradient was not
inline constexpr const char* gradient_norm = "gradient_norm";  // f32 (): where it is clipped

// Outputs of evaluation and inference.
inline constexpr const char* losses = "losses";                // f32 (N), or one per token
inline constexpr const char* logits = "logits";                // f32 (N, classes)
inline constexpr const char* probabilities = "probabilities";  // f32 (N, classes)
inline constexpr const char* features = "features";            // f32: what a network's head reads

// Graphs of a session.
inline constexpr const char* run = "run";            // the only one
inline constexpr const char* train = "train";        // a training step
inline constexpr const char* evaluate = "evaluate";  // a step of an evaluation

}  // namespace fovea::names
