// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import java.util.Objects;
import java.util.OptionalLong;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.plugin.DataSourceFactory;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.settings.NoSettings;

/** Announces the data sources that come with VaeLab. */
public final class SourcesModule extends VaeLabModule {

    @Override
    protected void announce() {
        data("sprites", Sprites.class);
        data("mnist", Mnist.class);
        data("fashion-mnist", FashionMnist.class);
        data("idx", Idx.class);
        data("csv", Csv.class);
    }

    /** Makes {@link SpritesSource}s. */
    static final class Sprites implements DataSourceFactory<SpritesSettings> {
        @Override
        public Class<SpritesSettings> settingsType() {
            return SpritesSettings.class;
        }

        @Override
        public String description() {
            return "generated shapes with known factors (shape, scale, rotation, x, y), binary";
        }

        @Override
        public DataSource create(SpritesSettings settings) {
            return new SpritesSource(settings);
        }

        @Override
        public OptionalLong trainingExamples(SpritesSettings settings) {
            return OptionalLong.of(Objects.requireNonNull(settings.train()));
        }
    }

    /** Makes the source of MNIST. */
    static final class Mnist implements DataSourceFactory<NoSettings> {
        @Override
        public Class<NoSettings> settingsType() {
            return NoSettings.class;
        }

        @Override
        public String description() {
            return PublishedData.MNIST.summary();
        }

        @Override
        public DataSource create(NoSettings settings) {
            return PublishedSource.mnist(DataLocations.ofSystem());
        }

        @Override
        public OptionalLong trainingExamples(NoSettings settings) {
            return OptionalLong.of(PublishedData.TRAINING_EXAMPLES);
        }
    }

    /** Makes the source of Fashion-MNIST. */
    static final class FashionMnist implements DataSourceFactory<NoSettings> {
        @Override
        public Class<NoSettings> settingsType() {
            return NoSettings.class;
        }

        @Override
        public String description() {
            return PublishedData.FASHION_MNIST.summary();
        }

        @Override
        public DataSource create(NoSettings settings) {
            return PublishedSource.fashionMnist(DataLocations.ofSystem());
        }

        @Override
        public OptionalLong trainingExamples(NoSettings settings) {
            return OptionalLong.of(PublishedData.TRAINING_EXAMPLES);
        }
    }

    /** Makes {@link IdxSource}s. */
    static final class Idx implements DataSourceFactory<IdxSettings> {
        @Override
        public Class<IdxSettings> settingsType() {
            return IdxSettings.class;
        }

        @Override
        public String description() {
            return "IDX files at given paths";
        }

        @Override
        public DataSource create(IdxSettings settings) {
            return new IdxSource(settings);
        }
    }

    /** Makes {@link CsvSource}s. */
    static final class Csv implements DataSourceFactory<CsvSettings> {
        @Override
        public Class<CsvSettings> settingsType() {
            return CsvSettings.class;
        }

        @Override
        public String description() {
            return "CSV files at given paths, an example in a row";
        }

        @Override
        public DataSource create(CsvSettings settings) {
            return new CsvSource(settings);
        }
    }
}
