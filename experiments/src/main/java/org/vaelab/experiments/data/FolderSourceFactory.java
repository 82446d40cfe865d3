// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.OptionalLong;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.DataSourceFactory;
import org.vaelab.framework.settings.NoSettings;

/**
 * Makes {@link FolderSource}s of one name. It is not announced: any folder may be named.
 *
 * @param name of the folder
 * @param locations where it is looked for
 */
public record FolderSourceFactory(String name, DataLocations locations)
        implements DataSourceFactory<NoSettings> {

    @Override
    public Class<NoSettings> settingsType() {
        return NoSettings.class;
    }

    @Override
    public String description() {
        return "IDX files in a folder";
    }

    @Override
    public DataSource create(NoSettings settings) {
        return new FolderSource(name, locations);
    }

    /** Returns the number of labels, which are a small file. */
    @Override
    public OptionalLong trainingExamples(NoSettings settings) {
        return FolderSource.find(name, locations)
                .flatMap(folder -> folder.find(IdxFolder.TRAIN_LABELS))
                .map(labels -> OptionalLong.of(IdxFile.read(labels).count()))
                .orElse(OptionalLong.empty());
    }
}
