// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.IOException;
import java.nio.file.Path;
import org.vaelab.testkit.contract.DataSourceContract;

final class IdxContractTest extends DataSourceContract {

    IdxContractTest() {
        super(
                "idx",
                "{train: 'FOLDER/train-images-idx3-ubyte.gz', test:"
                        + " 'FOLDER/t10k-images-idx3-ubyte', trainLabels:"
                        + " 'FOLDER/train-labels-idx1-ubyte.gz', testLabels:"
                        + " 'FOLDER/t10k-labels-idx1-ubyte'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        IdxBytes.writeFolder(folder);
    }

    @Override
    protected boolean repeatsExamples() {
        return true;
    }
}
