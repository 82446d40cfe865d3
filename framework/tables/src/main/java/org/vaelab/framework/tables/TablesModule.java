// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the data source of tables, under its present and its former name. */
public final class TablesModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(TableSource.class);
        part(CsvSource.class);
    }
}
