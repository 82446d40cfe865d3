// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.testkit.contract.DataSourceContract;

final class BinarizedMnistContractTest extends DataSourceContract {

    BinarizedMnistContractTest() {
        super("binarized-mnist", "{path: 'FOLDER'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        for (String part : new String[] {"train", "valid", "test"}) {
            SetFile.amat(folder.resolve("binarized_mnist_" + part + ".amat"), 3);
        }
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
