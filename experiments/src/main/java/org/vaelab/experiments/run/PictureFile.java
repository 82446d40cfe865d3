// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.record.SampleSheet;

/**
 * A file of generated data, in the units of the data: a sheet of images if its name ends in {@code
 * .png}, else CSV with one row each.
 */
record PictureFile(Pictures pictures, Path file) {

    static final int COLUMNS = 10;

    /**
     * Names the file, and writes nothing yet.
     *
     * @throws IllegalArgumentException if it is one of images, and the data are none
     */
    PictureFile {
        if (isSheet(file) && !pictures.areImages()) {
            throw new IllegalArgumentException(
                    "data of shape "
                            + pictures.shape()
                            + " are no images; write them to a .csv file instead of "
                            + file);
        }
    }

    boolean isSheet() {
        return isSheet(file);
    }

    private static boolean isSheet(Path file) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".png");
    }

    /** Writes images in rows of a fixed length; empty arrays leave gaps. */
    void write(int columns, float[][] images) throws IOException {
        DataShape shape = pictures.shape();
        float[][] shown = pictures.images(images);
        new SampleSheet(shape.channels(), shape.height(), shape.width(), columns, shown)
                .write(file);
    }

    /** Writes images of several kinds of each example, one below the other. */
    void write(int columns, List<float[][]> kinds) throws IOException {
        DataShape shape = pictures.shape();
        List<float[][]> shown = kinds.stream().map(pictures::images).toList();
        SampleSheet.below(shape.channels(), shape.height(), shape.width(), columns, shown)
                .write(file);
    }

    /** Writes images of several kinds of each example, with at most one column per example. */
    void write(List<float[][]> kinds) throws IOException {
        write(Math.min(COLUMNS, kinds.get(0).length), kinds);
    }

    /** Writes numbers: {@code index}, from 0 on, {@code x0}, {@code x1}, ... */
    void write(float[][] rows) throws IOException {
        List<List<Object>> indices =
                IntStream.range(0, rows.length).mapToObj(i -> List.<Object>of(i)).toList();
        write(List.of("index"), indices, rows);
    }

    /**
     * Writes numbers after the columns that identify a row.
     *
     * @param names of these columns
     * @param keys their values, row by row
     * @param rows {@code x0}, {@code x1}, ...; NaN gives an empty field
     */
    void write(List<String> names, List<List<Object>> keys, float[][] rows) throws IOException {
        List<String> columns = new ArrayList<>(names);
        IntStream.range(0, pictures.shape().size()).forEach(j -> columns.add("x" + j));
        Csv csv = new Csv(columns.toArray(String[]::new));
        for (int i = 0; i < rows.length; i++) {
            List<@Nullable Object> row = new ArrayList<>(keys.get(i));
            for (int j = 0; j < rows[i].length; j++) {
                row.add(text(j, rows[i][j]));
            }
            csv.row(row.toArray());
        }
        csv.write(file);
    }

    private @Nullable String text(int place, float value) {
        if (Float.isNaN(value)) {
            return null;
        }
        double x = pictures.inUnits(place, value);
        return x == (float) x ? number((float) x) : Double.toString(x);
    }

    /** A whole number, such as a category, without a fraction. */
    static String number(float value) {
        return value == Math.rint(value) && Math.abs(value) < 1e6
                ? Integer.toString((int) value)
                : Float.toString(value);
    }
}
