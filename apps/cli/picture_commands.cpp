#include "apps/cli/picture_commands.h"

#include "apps/commands/backend.h"

namespace fovea::apps {

namespace {

void add_teaching(CLI::App& webcam, WebcamOptions& options, CLI::Option* headless) {
  CLI::Option* teach =
      webcam.add_flag("--teach", options.teach, "teach the model up to 10 other classes with keys")
          ->excludes(headless);
  CLI::Option* classes =
      webcam.add_option("--classes", options.classes, "their names, e.g. cup,pen")
          ->type_name("NAME")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->default_str("")
          ->needs(teach);
  webcam.add_option("--labels", options.labels, "their names, a text with one a line")
      ->type_name("FILE")
      ->default_str("")
      ->needs(teach)
      ->excludes(classes);
  webcam
      .add_option("--save-model", options.save_model,
                  "where key m and the end save what was taught")
      ->type_name("FILE")
      ->default_str("")
      ->needs(teach);
  webcam.add_option("--teach-backend", options.teach_backend, "what trains, if not --backend")
      ->type_name(backend_choices())
      ->default_str("")
      ->needs(teach);
}

}  // namespace

CLI::App* add_classify(CLI::App& app, ClassifyOptions& options) {
  CLI::App* classify =
      add_command(app, "classify", "Name what is in pictures",
                  "  fovea classify model.onnx photo.jpg\n"
                  "  fovea classify model.onnx photos --top 1 --json\n"
                  "  find photos -newer yesterday -name '*.jpg' | fovea classify model.onnx -\n"
                  "  fovea classify model.onnx photo.jpg --crops 10 --explain maps");
  classify->add_option("MODEL", options.model, "an ONNX file")->type_name("FILE")->required();
  classify
      ->add_option("PICTURES", options.pictures,
                   "JPEG, PNG, GIF, BMP and WebP files; folders of them; -: a picture, or a list of"
                   " files, on stdin")
      ->type_name("FILE")
      ->required();
  classify->add_option("--top", options.top, "how many classes to name")
      ->type_name("N")
      ->check(at_least_one());
  add_batch(*classify, options.batch, "pictures at a time");
  add_image_size(*classify, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  add_views(*classify, options.crops, options.scales);
  classify
      ->add_option("--explain", options.explain,
                   "write each picture with a heat map of its likeliest class to this folder")
      ->type_name("DIR")
      ->default_str("");
  add_output(*classify, options.output);
  add_backend(*classify, options.backend, options.threads);
  classify->add_flag("--json", options.json, json_help);
  return classify;
}

CLI::App* add_convert(CLI::App& app, ConvertOptions& options) {
  CLI::App* convert = add_command(
      app, "convert", "Give a model names for its classes and its preprocessing; simplify it",
      "  fovea convert squeezenet.onnx out.onnx --labels classes.txt --resize 256"
      " --mean 0.485,0.456,0.406 --std 0.229,0.224,0.225\n"
      "  fovea convert caffe.onnx out.onnx --white 255 --mean 104,117,123 --channels bgr");
  convert->add_option("MODEL", options.model, "an ONNX file, or a name: as it is before training")
      ->type_name("")
      ->required();
  convert->add_option("OUT", options.out, "the ONNX file to write")->type_name("FILE")->required();
  add_image_size(*convert, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  convert->add_option("--labels", options.labels, "names of the classes, a text with one a line")
      ->type_name("FILE")
      ->default_str("");
  add_pixels(*convert, options.pixels);
  add_output(*convert, options.output);
  convert->add_flag("--external-data", options.external_data,
                    "leave the weights in OUT.data, as any model over 2 GiB does");
  convert->add_flag("--json", options.json, json_help);
  return convert;
}

CLI::App* add_webcam(CLI::App& app, WebcamOptions& options) {
  CLI::App* webcam = add_command(
      app, "webcam", "Name what is in front of the camera, live",
      "  fovea webcam model.onnx\n"
      "  fovea webcam model.onnx --input clip.mp4 --headless --every-frame --output seen.mp4 "
      "--json\n"
      "  fovea webcam model.onnx --teach --classes cup,pen,nothing --save-model desk.onnx\n"
      "Keys: b the next backend, space freezes, h heat map, s saves the picture, q quits;\n"
      "to teach 1 to 9 and 0 record the picture for a class, u takes that back, m saves the model");
  webcam->add_option("MODEL", options.model, "an ONNX file")->type_name("FILE")->required();
  add_image_size(*webcam, options.image_size,
                 "pixels a side of the images, where a file leaves them open");
  webcam
      ->add_option("--input", options.input,
                   "number of a camera, video file, URL, or pattern such as f_%03d.png")
      ->type_name("FILE");
  webcam->add_option("--top", options.top, "how many classes to name")
      ->type_name("N")
      ->check(at_least_one());
  CLI::Option* headless = webcam->add_flag("--headless", options.headless, "open no window");
  webcam
      ->add_option("--output", options.output,
                   "write what the window shows, or would, to this video")
      ->type_name("FILE")
      ->default_str("");
  webcam->add_option("--save", options.save, "folder for the files that keys save")
      ->type_name("DIR");
  webcam->add_flag("--loop", options.loop, "start a file again at its end");
  webcam->add_flag("--every-frame", options.every_frame,
                   "take all frames of a file, instead of playing it at its speed");
  webcam->add_option("--frames", options.frames, "stop after so many; 0: at the end")
      ->type_name("N")
      ->check(not_negative());
  add_output(*webcam, options.model_output);
  add_backend(*webcam, options.backend, options.threads);
  webcam->add_flag("--json", options.json, json_help);
  add_teaching(*webcam, options, headless);
  return webcam;
}

}  // namespace fovea::apps
