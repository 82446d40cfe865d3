// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.PreparedData;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.onnx.read.FileChecksum;
import org.vaelab.framework.onnx.read.GraphFile;
import org.vaelab.framework.plugin.GivenNetworks;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.settings.SettingException;

/**
 * The networks of a model that was trained elsewhere: its encoder and its decoder are files of
 * ONNX. It is not trained. The parameters of the posterior are outputs of the encoder, those of the
 * likelihood outputs of the decoder. The files are checked before anything is computed.
 */
@Part(
        value = "onnx-model",
        description = "encoder and decoder of a model trained elsewhere, from two files of ONNX")
public record OnnxModel(
        @Setting("file of the encoder, from x to the parameters of the posterior") Path encoderFile,
        @Setting("file of the decoder, from z to the parameters of the likelihood")
                Path decoderFile,
        @Setting(
                        value =
                                "the encoder's outputs by the numbers of the posterior, such as {mean: mu,"
                                        + " logVariance: logvar} or {mean: mu, standardDeviation: sigma};"
                                        + " absent: outputs of these names",
                        defaultValue = "{}")
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, String> encoderOutputs,
        @Setting(
                        value =
                                "the decoder's outputs by the numbers of the likelihood, such as {logits:"
                                        + " out} or {probabilities: out}; absent: outputs of these names,"
                                        + " or its only output",
                        defaultValue = "{}")
                @JsonInclude(JsonInclude.Include.NON_EMPTY)
                Map<String, String> decoderOutputs,
        @Setting(
                        "what the encoder expects for 0 and 1 of the data, such as [0, 255] or [-1, 1];"
                                + " absent: [0, 1]")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Double> inputRange,
        @Setting(
                        "what the decoder gives for 0 and 1 of the data, if it gives means or"
                                + " probabilities, such as [0, 255] or [-1, 1]; absent: [0, 1]")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable List<Double> outputRange,
        @Setting(
                        "axes of images in the files: channels-first, channels-last, columns-first"
                                + " (rows and columns swapped) or columns-first-channels-last; absent:"
                                + " as their shapes say")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Layout layout,
        @Setting("whether a clear mistake in reading the files is an error: on or off; absent: on")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable Check check,
        @Setting("SHA-256 of both files; absent: of those that are there")
                @JsonInclude(JsonInclude.Include.NON_NULL)
                @Nullable String checksum)
        implements GivenNetworks {

    /** What a clear mistake leads to. */
    public enum Check {
        /** An error before the start. */
        ON,
        /** Nothing. */
        OFF
    }

    public OnnxModel {
        encoderOutputs = Collections.unmodifiableMap(new LinkedHashMap<>(encoderOutputs));
        decoderOutputs = Collections.unmodifiableMap(new LinkedHashMap<>(decoderOutputs));
        inputRange = ascending("inputRange", inputRange);
        outputRange = ascending("outputRange", outputRange);
        check = check == Check.OFF ? check : null;
    }

    static @Nullable List<Double> ascending(String key, @Nullable List<Double> range) {
        if (range == null) {
            return null;
        }
        boolean valid =
                range.size() == 2
                        && Double.isFinite(range.get(0))
                        && Double.isFinite(range.get(1))
                        && range.get(0) < range.get(1);
        if (!valid) {
            throw new SettingException(
                    key, "must be two ascending numbers, such as [0, 255], is " + range);
        }
        return List.copyOf(range);
    }

    /** Returns a model of two files with default settings. */
    public static OnnxModel of(Path encoder, Path decoder) {
        return new OnnxModel(encoder, decoder, Map.of(), Map.of(), null, null, null, null, null);
    }

    /** Returns one of the files, and how it is read. */
    HalfFile file(Half half) {
        boolean encodes = half == Half.ENCODER;
        return new HalfFile(
                encodes ? encoderFile : decoderFile,
                half,
                encodes ? encoderOutputs : decoderOutputs,
                Range.of(encodes ? inputRange : outputRange),
                layout,
                false,
                true);
    }

    @Override
    public Network encoder(PartContext context, PosteriorFamily family) {
        if (context.data().domain() == ValueDomain.TOKENS) {
            throw new IllegalArgumentException("architecture 'onnx-model' reads no texts");
        }
        HalfFile.requireSame(List.of(encoderFile, decoderFile), checksum);
        HalfFile file = file(Half.ENCODER);
        return file.open(
                context.runtime(),
                context.shape(),
                input -> file.ofData(input, context.shape()),
                source -> ChosenOutputs.of(source, family.forms()));
    }

    @Override
    public Network decoder(PartContext context, PosteriorFamily family, Likelihood likelihood) {
        HalfFile file = file(Half.DECODER);
        int width = family.space().eventShape().size();
        OnnxNetwork network =
                file.open(
                        context.runtime(),
                        context.shape(),
                        input -> file.ofNumbers(input, width, family.space().toString()),
                        source -> ChosenOutputs.of(source, likelihood.forms(context.shape())));
        if (outputRange != null && !network.outputs().form().hasUnits()) {
            throw new IllegalArgumentException(
                    "outputRange is %s, and %s gives (%s), which have no range\nleave outputRange out"
                            .formatted(
                                    network.file().range(), decoderFile, network.outputs().form()));
        }
        return network;
    }

    @Override
    public OptionalInt latentWidth() {
        return GraphFile.inputWidth(decoderFile);
    }

    @Override
    public List<String> check(LatentVariableModel model, PreparedData data) {
        return new SelfCheck(this, model, data).remarks();
    }

    /**
     * Returns these settings with the checksum of the files; as they are if a file cannot be read.
     */
    @Override
    public OnnxModel pinned() {
        if (checksum != null) {
            return this;
        }
        return FileChecksum.of(List.of(encoderFile, decoderFile))
                .map(
                        known ->
                                new OnnxModel(
                                        encoderFile,
                                        decoderFile,
                                        encoderOutputs,
                                        decoderOutputs,
                                        inputRange,
                                        outputRange,
                                        layout,
                                        check,
                                        known))
                .orElse(this);
    }
}
