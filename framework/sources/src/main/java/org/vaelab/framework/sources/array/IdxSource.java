// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** A data set in IDX files at configured paths, plain or gzipped. */
@Part(value = "idx", description = "IDX files at given paths, plain or gzipped")
public record IdxSource(
        @Setting("file of the training images") Path train,
        @Setting("file of the test images") Path test,
        @Setting("file of the labels of the training images; absent: no labels")
                @Nullable Path trainLabels,
        @Setting("file of the labels of the test images, only with trainLabels; absent: no labels")
                @Nullable Path testLabels,
        @Setting("name in tables; default the name of the folder of train") @Nullable String name)
        implements DataSource {

    /**
     * @throws DataException if there are test labels without training labels
     */
    public IdxSource {
        if (testLabels != null && trainLabels == null) {
            throw DataException.of(
                    "source idx: testLabels is set to %s, trainLabels is not; expected both,"
                            + " trainLabels alone, or neither",
                    testLabels);
        }
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        IdxData.Files files = new IdxData.Files(train, test, trainLabels, testLabels);
        String provenance = "IDX files " + train + ", " + test;
        return IdxData.read(nameInTables(), files, null, provenance, precision);
    }

    /** Returns what reads new files for models of any source. */
    public static ExampleReader newFiles() {
        return new IdxReader();
    }

    private String nameInTables() {
        if (name != null) {
            return name;
        }
        Path folder = train.toAbsolutePath().normalize().getParent();
        return folder == null || folder.getFileName() == null
                ? "idx"
                : Objects.toString(folder.getFileName());
    }
}
