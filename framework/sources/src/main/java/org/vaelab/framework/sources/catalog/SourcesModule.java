// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.catalog;

import java.nio.file.Path;
import java.util.List;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.RowsSource;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.sources.ManifoldSource;
import org.vaelab.framework.sources.OscillatorSource;
import org.vaelab.framework.sources.SpritesSource;
import org.vaelab.framework.sources.TreeSource;
import org.vaelab.framework.sources.array.ArraySource;
import org.vaelab.framework.sources.array.IdxSource;
import org.vaelab.framework.sources.cells.CellsSource;
import org.vaelab.framework.sources.image.ImageSource;
import org.vaelab.framework.sources.joined.JoinedSource;
import org.vaelab.framework.sources.published.BinarizedMnist;
import org.vaelab.framework.sources.published.Cifar10;
import org.vaelab.framework.sources.published.DSprites;
import org.vaelab.framework.sources.published.IdxSet;
import org.vaelab.framework.sources.published.MatSet;
import org.vaelab.framework.sources.text.TextSource;

/** Binds the built-in data sources. */
public final class SourcesModule extends VaeLabModule {

    static final List<Class<? extends DataSource>> SOURCES =
            List.of(
                    SpritesSource.class,
                    TreeSource.class,
                    ManifoldSource.class,
                    OscillatorSource.class,
                    IdxSet.Mnist.class,
                    IdxSet.FashionMnist.class,
                    BinarizedMnist.class,
                    MatSet.Omniglot.class,
                    MatSet.Silhouettes.class,
                    Cifar10.class,
                    MatSet.Svhn.class,
                    DSprites.class,
                    IdxSource.class,
                    ArraySource.class,
                    CellsSource.class,
                    ImageSource.class,
                    TextSource.class,
                    JoinedSource.class,
                    RowsSource.class);

    @Override
    protected void announce() {
        SOURCES.forEach(this::part);
        instance(ExampleReader.class, "idx", IdxSource.newFiles());
        instance(ExampleReader.class, "text", TextSource.newFiles());
        // Files for models of other sources, read with default settings.
        instance(ExampleReader.class, "npy", ArraySource.of(Path.of("npy")).reader().orElseThrow());
        instance(ExampleReader.class, "images", ImageSource.newFiles());
    }
}
