// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Splits the values of a datum into modelled values, the x of p(x given c), and given values: part
 * of an image, columns of a table.
 *
 * @param whole the shape of a datum as it was loaded
 * @param modelled the shape of what is modelled: of an image one, where what is left is a
 *     rectangle, else a plain vector
 * @param places of the modelled values in the whole, ascending
 * @param given the parts that are given, which share no value
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by the text that says what is given.
public record ValueSplit(DataShape whole, DataShape modelled, int[] places, List<Part> given) {

    /**
     * The name of levels and spreads, by which a model standardises a window of a series: of each
     * modelled value its level m, then of each its spread s, above 0.
     */
    public static final String SCALE = "scale";

    /** The name of the known inputs u_t of a series, U numbers at each step, step by step. */
    public static final String INPUTS = "inputs";

    /**
     * Values that are given under one name.
     *
     * @param name of the part, as a condition names it
     * @param text what it is of a datum, such as {@code rows 0 to 13}
     * @param places in the whole, ascending
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Part(String name, String text, int[] places) {

        public int width() {
            return places.length;
        }
    }

    /**
     * Splits data of a shape.
     *
     * @param parts that are given, at least one
     * @throws DataException if two parts have a name or a value in common, or nothing is left to
     *     model
     */
    public static ValueSplit of(DataShape whole, List<Part> parts) {
        boolean[] taken = new boolean[whole.size()];
        for (Part part : parts) {
            if (parts.stream().filter(other -> other.name().equals(part.name())).count() > 1) {
                throw new DataException("given: '" + part.name() + "' stands there twice");
            }
            for (int place : part.places()) {
                if (taken[place]) {
                    throw DataException.of(
                            "given: '%s' has a value that another part has too", part.name());
                }
                taken[place] = true;
            }
        }
        int[] left = IntStream.range(0, whole.size()).filter(i -> !taken[i]).toArray();
        if (left.length == 0) {
            throw DataException.of(
                    "given: all %s values are given, and none is left to model", whole.size());
        }
        return new ValueSplit(whole, shapeOf(left, whole), left, List.copyOf(parts));
    }

    /** Splits vectors whose last values are given, the first ones modelled. */
    public static ValueSplit ofRest(String name, int modelled, int given) {
        int[] places = IntStream.range(modelled, modelled + given).toArray();
        return of(DataShape.flat(modelled + given), List.of(new Part(name, name, places)));
    }

    /** A rectangle of an image is an image. */
    private static DataShape shapeOf(int[] places, DataShape whole) {
        int area = whole.height() * whole.width();
        int top = Arrays.stream(places).map(p -> p % area / whole.width()).min().orElseThrow();
        int bottom = Arrays.stream(places).map(p -> p % area / whole.width()).max().orElseThrow();
        int start = Arrays.stream(places).map(p -> p % whole.width()).min().orElseThrow();
        int end = Arrays.stream(places).map(p -> p % whole.width()).max().orElseThrow();
        int height = bottom - top + 1;
        int width = end - start + 1;
        return !whole.isFlat() && places.length == whole.channels() * height * width
                ? new DataShape(whole.channels(), height, width)
                : DataShape.flat(places.length);
    }

    /** Returns the part of a name; empty if there is none. */
    public Optional<Part> find(String name) {
        return given.stream().filter(part -> part.name().equals(name)).findFirst();
    }

    public Part part(String name) {
        return find(name)
                .orElseThrow(() -> new DataException("no values are given under the name " + name));
    }

    /**
     * Returns whole data of what was modelled and what was given.
     *
     * @param modelled [B, modelled], row-major
     * @param rest the given values by the order of {@link #given}, [B, width of the part] each
     * @return [B, whole]
     */
    public float[] joined(float[] modelled, List<float[]> rest) {
        int size = modelled.length / places.length;
        float[] all = new float[size * whole.size()];
        scatter(modelled, places, all);
        for (int i = 0; i < given.size(); i++) {
            scatter(rest.get(i), given.get(i).places(), all);
        }
        return all;
    }

    private void scatter(float[] values, int[] to, float[] all) {
        for (int i = 0; i < values.length; i++) {
            all[i / to.length * whole.size() + to[i % to.length]] = values[i];
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ValueSplit split
                && split.whole.equals(whole)
                && split.toString().equals(toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return given.stream()
                .map(
                        part ->
                                part.name().equals(part.text())
                                        ? part.name()
                                        : part.name() + ": " + part.text())
                .collect(Collectors.joining(", "));
    }
}
