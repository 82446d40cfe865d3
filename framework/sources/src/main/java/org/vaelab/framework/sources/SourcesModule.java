// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import java.util.List;
import org.vaelab.framework.data.DataSourcePart;
import org.vaelab.framework.plugin.VaeLabModule;
import org.vaelab.framework.sources.grammar.GrammarSource;
import org.vaelab.framework.sources.text.TextSource;

/** Binds the built-in data sources. */
public final class SourcesModule extends VaeLabModule {

    static final List<Class<? extends DataSourcePart>> SOURCES =
            List.of(
                    SpritesSource.class,
                    PublishedSource.Mnist.class,
                    PublishedSource.FashionMnist.class,
                    GrammarSource.class,
                    TextSource.class,
                    IdxSource.class,
                    CsvSource.class);

    @Override
    protected void announce() {
        SOURCES.forEach(this::part);
    }
}
