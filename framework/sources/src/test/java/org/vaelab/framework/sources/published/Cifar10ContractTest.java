// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.testkit.contract.DataSourceContract;

final class Cifar10ContractTest extends DataSourceContract {

    Cifar10ContractTest() {
        super("cifar10", "{path: 'FOLDER'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        for (int i = 1; i <= 5; i++) {
            Files.write(folder.resolve("data_batch_" + i + ".bin"), SetFile.cifar(3));
        }
        Files.write(folder.resolve("test_batch.bin"), SetFile.cifar(2));
    }

    @Override
    protected boolean repeatsExamples() {
        return true;
    }

    @Override
    protected Optional<String> whyNoTestChange() {
        return Optional.of("the set is published in two parts, and nothing is learned");
    }
}
