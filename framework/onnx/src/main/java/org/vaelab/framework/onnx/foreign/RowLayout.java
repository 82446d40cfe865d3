// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.onnx.foreign;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;

/**
 * How the values of a row lie in a tensor of a file.
 *
 * @param extents of a row
 * @param lastOf the shape of an image whose channels come last in the file; null: values lie as in
 *     VaeLab, channels first
 */
record RowLayout(List<Integer> extents, @Nullable DataShape lastOf) {

    RowLayout {
        extents = List.copyOf(extents);
    }

    /**
     * Returns the layout of examples in an input or output.
     *
     * @param row extents of a row, -1 where free
     * @param given the setting; null: as the shape says
     * @param what the tensor, for messages
     * @throws IllegalArgumentException if examples do not fit, or both orders of axes do
     */
    static RowLayout ofData(
            List<Long> row, DataShape data, OnnxVariant.@Nullable Layout given, String what) {
        List<RowLayout> fitting = new ArrayList<>();
        for (RowLayout candidate : candidates(data, given)) {
            if (fits(row, candidate.extents)) {
                fitting.add(candidate);
            }
        }
        if (fitting.isEmpty()) {
            throw new IllegalArgumentException(
                    "%s has the shape %s; expected %s"
                            .formatted(what, shape(row), expected(data, given)));
        }
        boolean ambiguous =
                fitting.stream().map(each -> each.lastOf != null).distinct().count() > 1;
        if (ambiguous) {
            throw new IllegalArgumentException(
                    ("%s has the shape %s, which fits channels first and channels last"
                                    + "\nset layout: channels-first or layout: channels-last")
                            .formatted(what, shape(row)));
        }
        return fitting.get(0);
    }

    private static List<RowLayout> candidates(DataShape data, OnnxVariant.@Nullable Layout given) {
        boolean oneChannel = data.channels() == 1;
        List<RowLayout> all = new ArrayList<>();
        int c = data.channels();
        int h = data.height();
        int w = data.width();
        boolean last = given == OnnxVariant.Layout.CHANNELS_LAST && !oneChannel;
        all.add(new RowLayout(List.of(data.size()), last ? data : null));
        if (oneChannel) {
            all.add(new RowLayout(List.of(h, w), null));
        }
        if (oneChannel || given != OnnxVariant.Layout.CHANNELS_LAST) {
            all.add(new RowLayout(List.of(c, h, w), null));
        }
        if (oneChannel || given != OnnxVariant.Layout.CHANNELS_FIRST) {
            all.add(new RowLayout(List.of(h, w, c), oneChannel ? null : data));
        }
        return all;
    }

    private static boolean fits(List<Long> row, List<Integer> extents) {
        if (row.size() != extents.size()) {
            return false;
        }
        for (int i = 0; i < extents.size(); i++) {
            if (!TensorPort.isFree(row.get(i)) && row.get(i) != (long) extents.get(i)) {
                return false;
            }
        }
        return true;
    }

    private static String expected(DataShape data, OnnxVariant.@Nullable Layout given) {
        return candidates(data, given).stream()
                .map(each -> shape(each.extents.stream().map(Integer::longValue).toList()))
                .distinct()
                .reduce((a, b) -> a + " or " + b)
                .orElseThrow();
    }

    /**
     * Returns the layout of numbers that are no example, such as z.
     *
     * @param row extents of a row, -1 where free
     * @param width how many numbers there are
     * @return empty if they do not fit
     */
    static Optional<RowLayout> ofNumbers(List<Long> row, int width) {
        List<Integer> extents = new ArrayList<>();
        long product = 1;
        int free = -1;
        for (int i = 0; i < row.size(); i++) {
            if (TensorPort.isFree(row.get(i))) {
                if (free >= 0) {
                    return Optional.empty();
                }
                free = i;
                extents.add(1);
            } else {
                product *= row.get(i);
                extents.add(Math.toIntExact(row.get(i)));
            }
        }
        if (free >= 0 && product > 0 && width % product == 0) {
            extents.set(free, Math.toIntExact(width / product));
            return Optional.of(new RowLayout(extents, null));
        }
        return product == width && !row.isEmpty()
                ? Optional.of(new RowLayout(extents, null))
                : Optional.empty();
    }

    static String shape(List<Long> row) {
        List<Long> whole = new ArrayList<>(List.of(-1L));
        whole.addAll(row);
        return new TensorPort("", "", whole).shape().replaceFirst("\\?", "batch");
    }

    /** Returns the values of rows as the file has them. */
    double[] toFile(double[] rows) {
        return lastOf == null ? rows : permuted(rows, lastOf, true);
    }

    /** Returns the values of rows as VaeLab has them. */
    double[] fromFile(double[] rows) {
        return lastOf == null ? rows : permuted(rows, lastOf, false);
    }

    private static double[] permuted(double[] from, DataShape shape, boolean toLast) {
        int area = shape.height() * shape.width();
        int size = shape.size();
        double[] to = new double[from.length];
        for (int start = 0; start < from.length; start += size) {
            for (int c = 0; c < shape.channels(); c++) {
                for (int p = 0; p < area; p++) {
                    int first = start + c * area + p;
                    int last = start + p * shape.channels() + c;
                    to[toLast ? last : first] = from[toLast ? first : last];
                }
            }
        }
        return to;
    }

    /** Returns the shape of rows in the file. */
    long[] shape(int rows) {
        long[] shape = new long[extents.size() + 1];
        shape[0] = rows;
        for (int i = 0; i < extents.size(); i++) {
            shape[i + 1] = extents.get(i);
        }
        return shape;
    }

    /** Names a tensor for messages. */
    static String what(Path file, String kind, String name) {
        return "%s: %s '%s'".formatted(file, kind, name);
    }
}
