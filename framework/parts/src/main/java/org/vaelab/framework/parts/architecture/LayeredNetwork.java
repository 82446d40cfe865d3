// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.parts.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.TrainingMode;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.network.Architecture.DecoderInput;
import org.vaelab.framework.network.Architecture.EncoderInput;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Layer;
import org.vaelab.framework.network.LayerList;
import org.vaelab.framework.network.LayerPart.LayerInput;
import org.vaelab.framework.network.Linear;
import org.vaelab.framework.network.Network.RowNetwork;
import org.vaelab.framework.network.WrittenLayer;
import org.vaelab.framework.record.NetworkLayer;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Activation;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The layers of a list, and a last affine map to the head. That is a dense layer of all numbers of
 * a row. If the layers end in an image of the extents of the head's own grid, it is a convolution
 * of kernel 1.
 *
 * <p>Numbers beside a row enter before the first layer that takes vectors, at the latest before the
 * last affine map.
 */
final class LayeredNetwork implements Decoder, RowNetwork {

    /** Where a head's outputs lie, if on an image. */
    private record Target(int planes, Grid grid) {

        /** Returns the shape of some numbers. */
        Shape image(int numbers) {
            return Shape.of(grid.share(numbers), grid.rows(), grid.columns());
        }

        /** Returns whether equally many numbers of each output belong to each pixel. */
        boolean divides(Head head) {
            return head.outputs().stream()
                    .allMatch(output -> output.width() % (planes * grid.positions()) == 0);
        }
    }

    private final int width;
    private final int beside;
    private final UnaryOperator<Tensor> start;
    private final LayerList layers;
    private final Linear last;
    private final Optional<HeadChannels> channels;
    private final List<Parameter> parameters;
    private final TrainingMode mode;

    /**
     * Creates a network.
     *
     * @param width numbers of a row
     * @param beside numbers that follow them
     * @param start from rows to the shape that reaches the first layer
     */
    private LayeredNetwork(
            List<WrittenLayer> written,
            LayerInput input,
            int width,
            int beside,
            UnaryOperator<Tensor> start,
            Optional<Target> target,
            Head head) {
        this.width = width;
        this.beside = beside;
        this.start = start;
        this.layers = LayerList.create(written, input, beside);
        this.mode = input.context().mode();
        Shape end = layers.output();
        boolean entersLast = beside > 0 && layers.entry() == layers.layers().size();
        Optional<Target> onImage =
                target.filter(t -> !entersLast && end.rank() == 3 && t.divides(head))
                        .filter(t -> new Grid(end.extent(1), end.extent(2)).equals(t.grid()));
        this.channels = onImage.map(t -> new HeadChannels(head, t.planes(), t.grid()));
        int pixels = onImage.map(t -> t.grid().positions()).orElse(1);
        int number = layers.layers().size();
        this.last =
                new Linear(
                        input.weights().fold(number),
                        end.size() / pixels + (entersLast ? beside : 0),
                        channels.map(HeadChannels::count).orElse(head.width()),
                        Activation.IDENTITY);
        if (head.beside() > 0) {
            last.startBeside(head.beside());
        }
        List<Component> all = new ArrayList<>(layers.layers());
        all.add(last);
        this.parameters = List.copyOf(Component.numbered(all));
        Shape made =
                target.filter(t -> t.divides(head))
                        .map(t -> t.image(head.width()))
                        .orElse(Shape.of(head.width()));
        List<NetworkLayer> notes = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            Layer layer = layers.layers().get(i);
            notes.add(note(written.get(i).toString(), layer.output(), layer));
        }
        String affine =
                onImage.isPresent()
                        ? "convolution: {channels: %s, kernel: 1}".formatted(made.extent(0))
                        : "dense: " + head.width();
        notes.add(note(affine, made, last));
        input.context().layers().put(input.place(), notes);
    }

    private static NetworkLayer note(String written, Shape output, Component layer) {
        return new NetworkLayer(
                written,
                Arrays.stream(output.toArray()).boxed().toList(),
                layer.parameters().stream()
                        .filter(each -> each.role() == Parameter.Role.LEARNED)
                        .mapToLong(each -> each.value().shape().size())
                        .sum());
    }

    /** Makes an encoder. */
    static LayeredNetwork encoder(List<WrittenLayer> written, EncoderInput input, Head head) {
        DataShape seen = input.seen();
        Shape shape =
                seen.isFlat()
                        ? Shape.of(seen.size())
                        : Shape.of(seen.channels(), seen.height(), seen.width());
        return new LayeredNetwork(
                written,
                new LayerInput(input.context(), shape, input.context().place() + ".encoder"),
                seen.size(),
                input.beside(),
                rows -> rows.reshape(shape.prepend(rows.shape().extent(0))),
                head.grid().map(grid -> new Target(1, grid)),
                head);
    }

    /**
     * Makes a decoder. Latent variables on a grid are an image of it; others, and a condition, a
     * vector.
     */
    static LayeredNetwork decoder(List<WrittenLayer> written, DecoderInput input, Head head) {
        DataShape data = input.data();
        Optional<Target> target =
                data.isFlat()
                        ? Optional.empty()
                        : Optional.of(
                                new Target(data.channels(), new Grid(data.height(), data.width())));
        if (input.grid().isEmpty()) {
            int width = input.width() + input.beside();
            return new LayeredNetwork(
                    written,
                    new LayerInput(
                            input.context(), Shape.of(width), input.context().place() + ".decoder"),
                    width,
                    0,
                    rows -> rows,
                    target,
                    head);
        }
        Grid grid = input.grid().get();
        int each = grid.share(input.width());
        return new LayeredNetwork(
                written,
                new LayerInput(
                        input.context(),
                        Shape.of(each, grid.rows(), grid.columns()),
                        input.context().place() + ".decoder"),
                input.width(),
                input.beside(),
                grid::images,
                target,
                head);
    }

    @Override
    public int inputs() {
        return width + beside;
    }

    @Override
    public Tensor ofRows(Tensor rows) {
        Optional<TrainingMode.Pass> pass = mode.pass(parameters);
        Tensor first = start.apply(beside == 0 ? rows : rows.slice(-1, 0, width));
        Tensor y = layers.applied(first, 0, layers.entry(), pass);
        if (beside > 0) {
            y = RowNetwork.joined(flat(y), rows, width);
        }
        y = layers.applied(y, layers.entry(), layers.layers().size(), pass);
        return channels.isPresent() ? onImage(y, channels.get()) : last.apply(flat(y));
    }

    /** The dense layer of the channels of each pixel, which is a convolution of kernel 1. */
    private Tensor onImage(Tensor images, HeadChannels outputs) {
        return outputs.rows(last.apply(images.permute(0, 2, 3, 1)).permute(0, 3, 1, 2));
    }

    private static Tensor flat(Tensor x) {
        return x.reshape(x.shape().extent(0), x.shape().from(1).size());
    }

    @Override
    public void startAt(double[] mean, UnaryOperator<double[]> headOutput) {
        last.startAt(
                channels.map(on -> on.start(mean, headOutput))
                        .orElseGet(() -> headOutput.apply(mean)));
    }

    /** Returns the numbers of all outputs of layers if some of them are images. */
    @Override
    public int heldPerRow() {
        List<Shape> outputs = layers.layers().stream().map(Layer::output).toList();
        return outputs.stream().anyMatch(shape -> shape.rank() == 3)
                ? outputs.stream().mapToInt(Shape::size).reduce(0, Math::addExact)
                : 0;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }
}
