// fovea webcam: says what is in front of the camera, live.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/pictures/open_model.h"

namespace fovea::apps {

struct WebcamOptions {
  std::string model;        // an ONNX file
  int image_size = 0;       // pixels per side, for a file that leaves them open
  std::string input = "0";  // the number of a camera, a file, a URL, or a pattern as f_%03d.png
  std::string backend = "auto";
  int threads = 0;
  int top = 5;
  bool headless = false;         // no window
  bool loop = false;             // a file starts again at its end
  bool every_frame = false;      // of a file; else it is played at its speed, with dropped frames
  std::int64_t frames = 0;       // stop after this many; 0: never
  std::filesystem::path output;  // a video of what the window shows; empty: none
  std::filesystem::path save = ".";                      // folder for the files that keys save
  OutputOptions model_output{"", "", "--model-output"};  // --output is the video
  bool json = false;

  bool teach = false;                // keys record examples of other classes
  std::vector<std::string> classes;  // their names; empty: those in `labels`
  std::filesystem::path labels;      // a text with one per line; empty: numbers
  std::filesystem::path save_model;  // the model that was taught; empty: a free name in `save`
  std::string teach_backend;         // empty: the same as for the pictures
};

/// Returns the exit code. Throws Error.
int webcam(const WebcamOptions& options);

}  // namespace fovea::apps
