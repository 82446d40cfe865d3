// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.onnx.read.TensorPort;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * How the values of a row lie in a tensor of a file.
 *
 * @param extents of a row
 * @param order of an image whose axes the file has in another order; null: values lie as in VaeLab
 */
record TensorLayout(List<Long> extents, TensorLayout.@Nullable Order order) {

    /** An order of axes that differs from VaeLab's, {@code [channels, rows, columns]}. */
    record Order(DataShape image, boolean channelsLast, boolean columnsFirst) {

        /** Returns the order of a layout; null if it moves no value. */
        static @Nullable Order of(DataShape image, @Nullable Layout layout) {
            boolean last = layout != null && layout.channelsLast() && image.channels() > 1;
            boolean columns =
                    layout != null
                            && layout.columnsFirst()
                            && image.height() > 1
                            && image.width() > 1;
            return last || columns ? new Order(image, last, columns) : null;
        }

        /**
         * Returns the axes of the file, as places in [rows of a batch, channels, rows, columns].
         */
        int[] axes() {
            int first = columnsFirst ? 3 : 2;
            int second = 5 - first;
            return channelsLast ? new int[] {0, first, second, 1} : new int[] {0, 1, first, second};
        }
    }

    TensorLayout {
        extents = List.copyOf(extents);
    }

    /**
     * Returns the layout of examples in an input or output.
     *
     * @param row extents of a row, -1 where free
     * @param given the setting; null: as the shape says
     * @param what the tensor, for messages
     * @throws IllegalArgumentException if examples do not fit, or several orders of axes do
     */
    static TensorLayout ofData(
            List<Long> row, DataShape data, @Nullable Layout given, String what) {
        List<TensorLayout> fitting = fitting(row, data, given);
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has the shape %s; expected %s%s"
                            .formatted(
                                    what,
                                    shape(row),
                                    expected(data, given),
                                    otherLayouts(row, data)));
        }
        if (fitting.stream().map(TensorLayout::order).distinct().count() > 1) {
            throw new IllegalArgumentException(
                    ("%s has the shape %s, which fits channels first and channels last"
                                    + "\nset %s or %s")
                            .formatted(
                                    what,
                                    shape(row),
                                    ProposedSetting.LAYOUT.of(Layout.CHANNELS_FIRST),
                                    ProposedSetting.LAYOUT.of(Layout.CHANNELS_LAST)));
        }
        return fitting.get(0);
    }

    private static List<TensorLayout> fitting(
            List<Long> row, DataShape data, @Nullable Layout given) {
        return candidates(data, given).stream().filter(each -> fits(row, each.extents)).toList();
    }

    private static String otherLayouts(List<Long> row, DataShape data) {
        return Arrays.stream(Layout.values())
                .filter(layout -> !fitting(row, data, layout).isEmpty())
                .findFirst()
                .map(layout -> "\nset " + ProposedSetting.LAYOUT.of(layout))
                .orElse("");
    }

    private static List<TensorLayout> candidates(DataShape data, @Nullable Layout given) {
        List<TensorLayout> all = new ArrayList<>();
        all.add(new TensorLayout(List.of((long) data.size()), Order.of(data, given)));
        List<Layout> layouts =
                given == null
                        ? List.of(Layout.CHANNELS_FIRST, Layout.CHANNELS_LAST)
                        : List.of(given);
        for (Layout layout : layouts) {
            Order order = Order.of(data, layout);
            long c = data.channels();
            long first = layout.columnsFirst() ? data.width() : data.height();
            long second = layout.columnsFirst() ? data.height() : data.width();
            if (c == 1) {
                all.add(new TensorLayout(List.of(first, second), order));
            }
            if (c == 1 || !layout.channelsLast()) {
                all.add(new TensorLayout(List.of(c, first, second), order));
            }
            if (c == 1 || layout.channelsLast()) {
                all.add(new TensorLayout(List.of(first, second, c), order));
            }
        }
        return all;
    }

    private static boolean fits(List<Long> row, List<Long> extents) {
        return row.size() == extents.size()
                && IntStream.range(0, row.size())
                        .allMatch(
                                i ->
                                        TensorPort.isFree(row.get(i))
                                                || row.get(i).equals(extents.get(i)));
    }

    private static String expected(DataShape data, @Nullable Layout given) {
        return candidates(data, given).stream()
                .map(each -> shape(each.extents))
                .distinct()
                .collect(Collectors.joining(" or "));
    }

    /**
     * Returns the layout of numbers that are no example, such as z.
     *
     * @param row extents of a row, -1 where free
     * @param width how many numbers there are
     * @return empty if they do not fit
     */
    static Optional<TensorLayout> ofNumbers(List<Long> row, int width) {
        long product =
                row.stream().filter(each -> !TensorPort.isFree(each)).reduce(1L, (a, b) -> a * b);
        long free = row.stream().filter(TensorPort::isFree).count();
        boolean fits =
                free == 0
                        ? product == width && !row.isEmpty()
                        : free == 1 && product > 0 && width % product == 0;
        return fits
                ? Optional.of(
                        new TensorLayout(
                                row.stream()
                                        .map(e -> TensorPort.isFree(e) ? width / product : e)
                                        .toList(),
                                null))
                : Optional.empty();
    }

    static String shape(List<Long> row) {
        List<Long> whole = new ArrayList<>(List.of(-1L));
        whole.addAll(row);
        return new TensorPort("", "", whole).shape().replaceFirst("\\?", "batch");
    }

    /** Returns rows as the file has them. */
    Tensor toFile(Tensor rows) {
        int n = rows.shape().extent(0);
        Shape target = row().prepend(n);
        if (order == null) {
            return rows.reshape(target);
        }
        DataShape image = order.image();
        return rows.reshape(n, image.channels(), image.height(), image.width())
                .permute(order.axes())
                .reshape(target);
    }

    /** Returns rows as VaeLab has them, [rows, values]. */
    Tensor fromFile(Tensor rows) {
        int n = rows.shape().extent(0);
        if (order == null) {
            return rows.reshape(n, row().size());
        }
        DataShape image = order.image();
        int[] own = {n, image.channels(), image.height(), image.width()};
        int[] axes = order.axes();
        int[] inverse = new int[4];
        IntStream.range(0, 4).forEach(i -> inverse[axes[i]] = i);
        return rows.reshape(Shape.of(Arrays.stream(axes).map(axis -> own[axis]).toArray()))
                .permute(inverse)
                .reshape(n, image.size());
    }

    /** Returns the shape of a row in the file. */
    Shape row() {
        return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
    }

    /** Names a tensor for messages. */
    static String what(Path file, String kind, String name) {
        return "%s: %s '%s'".formatted(file, kind, name);
    }
}
