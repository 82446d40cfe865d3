// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.vaelab.framework.data.Column;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Form;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** A file of numbers, two a line, as a plugin might read it; with one defect, if it is told to. */
@Part(value = "points", description = "points in a file")
record Points(
        @Setting("the file") Path path,
        @Setting(value = "what is wrong", defaultValue = "none") Defect defect)
        implements DataSource {

    /** What is wrong. */
    enum Defect {
        NONE,
        READS_EARLY,
        DRAWS,
        OWN_CHECKSUM,
        TRAINS_ON_TEST,
        SCALES_BY_TEST,
        MISCOUNTS,
        ONE_NAME,
        RAW_ERROR,
        NAMES_NO_FILE
    }

    Points {
        if (defect == Defect.READS_EARLY) {
            read(path);
        }
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return load(path);
    }

    @Override
    public OptionalLong trainingExamples() {
        return OptionalLong.of(defect == Defect.MISCOUNTS ? 4 : 2);
    }

    @Override
    public List<Path> readFiles() {
        return defect == Defect.NAMES_NO_FILE ? List.of() : List.of(path);
    }

    private static List<String> read(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> lines(Path path) {
        if (defect != Defect.RAW_ERROR && !Files.isRegularFile(path)) {
            throw new DataException(path + ": there is no such file");
        }
        return read(path);
    }

    private Dataset load(Path path) {
        List<String> lines = lines(path);
        if (lines.size() != 4) {
            throw new DataException(path + ": " + lines.size() + " points, expected 4");
        }
        float[] values = new float[2 * lines.size()];
        for (int i = 0; i < lines.size(); i++) {
            String[] pair = lines.get(i).split(" ", 2);
            if (pair.length < 2) {
                throw new DataException(path + ": line " + (i + 1) + " has one number");
            }
            values[2 * i] = Float.parseFloat(pair[0]);
            values[2 * i + 1] = Float.parseFloat(pair[1]);
        }
        if (defect == Defect.DRAWS) {
            values[0] = (float) Math.random();
        }
        for (int i = 0; i < values.length && defect == Defect.SCALES_BY_TEST; i++) {
            // The last point is of the test.
            values[i] /= i < 4 ? values[7] : 1;
        }
        Examples all = Examples.real(2, values);
        Dataset data =
                Dataset.of(
                        "points",
                        DataShape.flat(2),
                        all.select(0, 1),
                        defect == Defect.TRAINS_ON_TEST ? all.select(1, 0) : all.select(2, 3),
                        "points of " + path,
                        defect == Defect.ONE_NAME
                                ? DataFacts.of(Form.table(List.of(Column.real("x"))), false)
                                : DataFacts.NONE);
        return defect == Defect.OWN_CHECKSUM
                ? new Dataset(
                        new Dataset.Identity(
                                data.name(), "1", data.provenance(), data.leftOut(), data.files()),
                        data.shape(),
                        data.train(),
                        data.validation(),
                        data.test(),
                        data.facts())
                : data;
    }
}
