// SPDX-License-Identifier: Apache-2.0
package org.vaelab.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.parts.architecture.ImageArchitecture;
import org.vaelab.framework.parts.architecture.TextArchitecture;
import org.vaelab.framework.settings.PartChoice;

/**
 * The extents of a model's data, networks and head.
 *
 * @param headOutputs outputs of the encoder's head: 2 z for a Gaussian of z dimensions
 */
record ModelSize(String name, DataShape shape, NetworkSettings network, int headOutputs) {

    static final String CONVOLUTIONAL = "convolutional";

    static final String TEXT = "text";

    static final String LAYERS = "layers";

    private static final DataShape DIGITS = new DataShape(1, 28, 28);

    /**
     * Returns the size of a name. A number h gives perceptrons 784-h-h-z on images of MNIST's size,
     * with z = 50 if h is 500, and else z = 20. The name {@value #CONVOLUTIONAL} gives the
     * convolutional model of disentanglement_lib (Locatello et al. 2019) on 64x64 pixels of one
     * channel, with z = 10. The name {@value #LAYERS} gives two strided convolutions and a dense
     * layer in each half, with layer normalisation and GELU after each, on images of MNIST's size,
     * with z = 20. The name {@value #TEXT} gives a recurrent encoder of 200 units for texts of 48
     * characters, with z = 20.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static ModelSize of(String name) {
        if (name.equals(CONVOLUTIONAL)) {
            NetworkSettings network = drawn("convolutional", Map.of());
            return new ModelSize(name, new DataShape(1, 64, 64), network, 20);
        }
        if (name.equals(LAYERS)) {
            return new ModelSize(name, DIGITS, layers(), 40);
        }
        if (name.equals(TEXT)) {
            NetworkSettings network = NetworkSettings.of(Workload.PLUGINS, "gru", Map.of());
            return new ModelSize(name, DataShape.flat(48), network, 40);
        }
        if (!name.matches("[1-9][0-9]{0,5}")) {
            throw new IllegalArgumentException(
                    "no size '" + name + "'; give the width of hidden layers, or " + CONVOLUTIONAL);
        }
        int hidden = Integer.parseInt(name);
        return perceptron(hidden, hidden == 500 ? 50 : 20);
    }

    private static NetworkSettings layers() {
        List<Object> encoder =
                normalized(halving("convolution", 32), halving("convolution", 64), dense(256));
        List<Object> decoder = normalized(dense(256), dense(64 * 7 * 7));
        decoder.add(Map.of("reshape", List.of(64, 7, 7)));
        decoder.addAll(
                normalized(
                        halving("transposed-convolution", 32),
                        halving("transposed-convolution", 16)));
        return new NetworkSettings(
                architecture(encoder),
                architecture(decoder),
                NetworkSettings.OutputBias.DRAWN,
                null,
                null,
                null,
                null,
                null);
    }

    private static Architecture architecture(List<Object> layers) {
        return Workload.PLUGINS
                .of(Architecture.class)
                .create(new PartChoice(LAYERS, Map.of("layers", layers)));
    }

    private static Map<String, Object> dense(int width) {
        return Map.of("dense", width);
    }

    private static Map<String, Object> halving(String name, int channels) {
        return Map.of(name, Map.of("channels", channels, "kernel", 4, "stride", 2, "padding", 1));
    }

    private static List<Object> normalized(Object... affine) {
        List<Object> layers = new ArrayList<>();
        for (Object each : affine) {
            layers.addAll(List.of(each, "layer-norm", "gelu"));
        }
        return layers;
    }

    static ModelSize perceptron(int hidden, int latent) {
        NetworkSettings network = drawn("mlp", Map.of("hidden", List.of(hidden, hidden)));
        return new ModelSize(Integer.toString(hidden), DIGITS, network, 2 * latent);
    }

    private static NetworkSettings drawn(String encoder, Map<String, ?> keys) {
        return new NetworkSettings(
                NetworkSettings.of(Workload.PLUGINS, encoder, keys).encoder(),
                null,
                NetworkSettings.OutputBias.DRAWN,
                null,
                null,
                null,
                null,
                null);
    }

    boolean isConvolutional() {
        return network.encoder() instanceof ImageArchitecture.Convolutional;
    }

    /** Returns whether it spends its time on convolutions. */
    boolean convolves() {
        return isConvolutional() || name.equals(LAYERS);
    }

    boolean isText() {
        return network.encoder() instanceof TextArchitecture.Gru;
    }

    private List<Integer> channels() {
        return network.encoder() instanceof ImageArchitecture.Convolutional images
                ? images.channels()
                : List.of();
    }

    int latent() {
        return headOutputs / 2;
    }

    /** Returns the extents that its Gaussian model has, such as {@code 784-400-400-z20}. */
    String label() {
        StringBuilder text = new StringBuilder();
        text.append(isConvolutional() ? shape.height() + "x" + shape.width() : shape.size());
        channels().forEach(channels -> text.append("-c").append(channels));
        network.encoder().hidden().forEach(width -> text.append('-').append(width));
        return text.append("-z").append(latent()).toString();
    }

    /**
     * A strided convolution of the encoder, whose transpose the decoder has.
     *
     * @param inputs channels on the side of the data
     * @param outputs channels on the side of the latent variables
     * @param extent rows, and columns, on the side of the data: twice those on the other
     */
    record Halving(int inputs, int outputs, int extent) {}

    /** Returns the strided convolutions of the encoder, the one that sees the data first. */
    List<Halving> halvings() {
        List<Halving> halvings = new ArrayList<>();
        int before = shape.channels();
        int extent = shape.height();
        for (int next : channels()) {
            halvings.add(new Halving(before, next, extent));
            before = next;
            extent /= 2;
        }
        return halvings;
    }

    /** Returns inputs and outputs of each dense layer, of the encoder and then of the decoder. */
    int[][] denseLayers() {
        int image = shape.size();
        for (Halving last : halvings()) {
            image = last.outputs() * last.extent() * last.extent() / 4;
        }
        List<int[]> layers = new ArrayList<>();
        int before = image;
        for (int width : network.encoder().hidden()) {
            layers.add(new int[] {before, width});
            before = width;
        }
        layers.add(new int[] {before, headOutputs});
        before = latent();
        for (int width : network.decoding().hidden()) {
            layers.add(new int[] {before, width});
            before = width;
        }
        layers.add(new int[] {before, image});
        return layers.toArray(int[][]::new);
    }
}
