// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.vaelab.testkit.contract.DataSourceContract;
import org.vaelab.testkit.contract.TestChange;

final class IdxContractTest extends DataSourceContract {

    private static final String SETTINGS =
            "{train: 'FOLDER/train-images-idx3-ubyte.gz', test:"
                    + " 'FOLDER/t10k-images-idx3-ubyte', trainLabels:"
                    + " 'FOLDER/train-labels-idx1-ubyte.gz', testLabels:"
                    + " 'FOLDER/t10k-labels-idx1-ubyte'}";

    IdxContractTest() {
        super("idx", SETTINGS);
    }

    @Override
    protected void write(Path folder) throws IOException {
        IdxBytes.writeFolder(folder);
    }

    @Override
    protected boolean repeatsExamples() {
        return true;
    }

    @Override
    protected List<TestChange> testChanges() {
        return List.of(
                new TestChange(
                        SETTINGS,
                        folder -> {
                            Path images = folder.resolve("t10k-images-idx3-ubyte");
                            byte[] bytes = Files.readAllBytes(images);
                            bytes[bytes.length - 1] ^= 1;
                            Files.write(images, bytes);
                        }));
    }
}
