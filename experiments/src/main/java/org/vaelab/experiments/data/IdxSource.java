// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.nio.file.Path;
import java.util.Objects;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ValuePrecision;

/** {@code source: idx}: a data set in IDX files at given paths. */
public final class IdxSource implements DataSource {
    private final IdxSettings settings;

    /** A source of the files that the settings name. */
    public IdxSource(IdxSettings settings) {
        this.settings = settings;
    }

    @Override
    public Dataset load(Progress progress) {
        return load(progress, ValuePrecision.SINGLE);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        IdxData.Files files =
                new IdxData.Files(
                        settings.train(),
                        settings.test(),
                        settings.trainLabels(),
                        settings.testLabels());
        String provenance = "IDX files " + settings.train() + ", " + settings.test();
        return IdxData.read(name(), files, null, provenance, precision);
    }

    private String name() {
        if (settings.name() != null) {
            return settings.name();
        }
        Path folder = settings.train().toAbsolutePath().normalize().getParent();
        return folder == null || folder.getFileName() == null
                ? "idx"
                : Objects.toString(folder.getFileName());
    }
}
