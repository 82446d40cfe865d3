// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import java.nio.file.Path;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the data sources of tables and of series. */
public final class TablesModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(TableSource.class);
        part(SeriesSource.class);
        // Files for models of other sources, read with default settings.
        instance(
                ExampleReader.class,
                "table",
                TableSource.of(Path.of("table.csv")).reader().orElseThrow());
    }
}
