// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.testkit.contract.DataSourceContract;

final class SvhnContractTest extends DataSourceContract {

    SvhnContractTest() {
        super("svhn", "{path: 'FOLDER'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        SetFile.svhn(folder.resolve("train_32x32.mat"), 12);
        SetFile.svhn(folder.resolve("test_32x32.mat"), 5);
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
