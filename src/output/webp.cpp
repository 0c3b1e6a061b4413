// Animated WebP through libwebp, made in memory.

#include "output/render_documents.hpp"

#include "report/html.hpp"

#include <webp/encode.h>
#include <webp/mux.h>

#include <algorithm>
#include <memory>

namespace fadecast::output {
namespace {

constexpr int frame_ms = 1000;

[[noreturn]] void fail() { throw Error("libwebp could not make an animation"); }

struct Data : WebPData {
    Data() { WebPDataInit(this); }
    ~Data() { WebPDataClear(this); }
    Data(const Data&) = delete;
};

void encode(const std::vector<Picture>& pictures, Data& animation) {
    WebPAnimEncoderOptions options;
    WebPConfig config;
    if (!WebPAnimEncoderOptionsInit(&options) || !WebPConfigInit(&config) ||
        !WebPConfigLosslessPreset(&config, 6))
        fail();
    options.anim_params.loop_count = 0;  // for ever
    const std::unique_ptr<WebPAnimEncoder, void (*)(WebPAnimEncoder*)> encoder(
        WebPAnimEncoderNew(pictures.front().width, pictures.front().height, &options), WebPAnimEncoderDelete);
    if (!encoder) fail();
    int time_ms = 0;
    for (const Picture& picture : pictures) {
        WebPPicture frame;
        if (!WebPPictureInit(&frame)) fail();
        frame.use_argb = 1;
        frame.width = picture.width;
        frame.height = picture.height;
        const bool added = WebPPictureImportRGB(&frame, picture.rgb.data(), 3 * picture.width) &&
                           WebPAnimEncoderAdd(encoder.get(), &frame, time_ms, &config);
        WebPPictureFree(&frame);
        if (!added) fail();
        time_ms += frame_ms;
    }
    if (!WebPAnimEncoderAdd(encoder.get(), nullptr, time_ms, nullptr) ||  // how long the last one stands
        !WebPAnimEncoderAssemble(encoder.get(), &animation))
        fail();
}

std::string xmp(const std::vector<std::pair<std::string, std::string>>& texts) {
    std::string words;
    for (const auto& [keyword, text] : texts) words += keyword + ": " + text + "\n";
    return "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
           "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:description><rdf:Alt>"
           "<rdf:li xml:lang=\"x-default\">" +
           report::escape(words) +
           "</rdf:li></rdf:Alt></dc:description></rdf:Description></rdf:RDF></x:xmpmeta>";
}

}  // namespace

std::string webp(const std::vector<Picture>& pictures,
                 const std::vector<std::pair<std::string, std::string>>& texts) {
    if (pictures.empty()) throw Error("an animation needs a picture");
    Data animation, complete;
    encode(pictures, animation);
    const std::unique_ptr<WebPMux, void (*)(WebPMux*)> mux(WebPMuxCreate(&animation, 0), WebPMuxDelete);
    const std::string packet = xmp(texts);
    const WebPData chunk{reinterpret_cast<const std::uint8_t*>(packet.data()), packet.size()};
    if (!mux || WebPMuxSetChunk(mux.get(), "XMP ", &chunk, 1) != WEBP_MUX_OK ||
        WebPMuxAssemble(mux.get(), &complete) != WEBP_MUX_OK)
        fail();
    return {reinterpret_cast<const char*>(complete.bytes), complete.size};
}

}  // namespace fadecast::output
