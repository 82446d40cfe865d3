// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.cells;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class CellsContractTest extends DataSourceContract {

    private static final int[] TEST_CELLS = {4, 5};

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

    /** Cells of the test have other genes. */
    @Override
    protected List<TestChange> testChanges() {
        return Stream.of("top: 2", "minCells: 2")
                .map(
                        choice ->
                                new TestChange(
                                        "{path: 'FOLDER/dense.h5ad', testFraction: 0.34, seed: 1, %s}"
                                                .formatted(choice),
                                        CellsContractTest::changeTest))
                .toList();
    }

    private static void changeTest(Path folder) {
        float[][] counts = CellsSourceTest.COUNTS.clone();
        for (int cell : TEST_CELLS) {
            counts[cell] = new float[] {0, 0, 900, 7};
        }
        CellsSourceTest.annData(folder, "dense", counts);
    }
}
