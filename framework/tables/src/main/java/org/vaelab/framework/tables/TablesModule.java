// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tables;

import org.vaelab.framework.plugin.VaeLabModule;

/** Binds the data source of tables. */
public final class TablesModule extends VaeLabModule {

    @Override
    protected void announce() {}
}
