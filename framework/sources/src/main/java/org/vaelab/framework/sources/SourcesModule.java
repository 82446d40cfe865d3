// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.List;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.sources.array.ArraySource;

/** Binds the built-in data sources. */
public final class SourcesModule extends VaeLabModule {

    static final List<Class<? extends DataSourcePart>> SOURCES =
            List.of(
                    SpritesSource.class,
                    PublishedSource.Mnist.class,
                    PublishedSource.FashionMnist.class,
                    IdxSource.class,
                    ArraySource.class);

    @Override
    protected void announce() {
        SOURCES.forEach(this::part);
        instance(ExampleReader.class, "idx", new IdxReader());
    }
}
