// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import java.nio.file.Path;
import java.util.Map;
import org.vaelab.testkit.contract.DataSourceContract;

final class CellsContractTest extends DataSourceContract {

    CellsContractTest() {
        super(
                "anndata",
                "{path: 'FOLDER/csr.h5ad'}",
                "{path: 'FOLDER/csr.h5ad', test: 'FOLDER/dense.h5ad', labels: ['batch'], minCells: 2}",
                "{path: 'FOLDER/csr.h5ad', testFraction: 0.5, seed: 1, layer: 'logs', genes: ['D', 'A']}",
                "{path: 'FOLDER/csc.h5ad', top: 2, name: 'cells', labels: ['cell_type']}");
    }

    @Override
    protected void write(Path folder) {
        CellsSourceTest.annData(folder, "csr");
        CellsSourceTest.annData(folder, "csc");
        CellsSourceTest.annData(folder, "dense");
    }

    @Override
    protected boolean repeatsExamples() {
        return true;
    }

    @Override
    protected Map<String, String> keysWithoutEffect() {
        return Map.of("features", "only rows of Cell Ranger have types");
    }
}
