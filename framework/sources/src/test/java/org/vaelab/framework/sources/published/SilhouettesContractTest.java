// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.published;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.testkit.contract.DataSourceContract;

final class SilhouettesContractTest extends DataSourceContract {

    SilhouettesContractTest() {
        super("caltech-silhouettes", "{path: 'FOLDER'}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        SetFile.silhouettes(folder.resolve("caltech101_silhouettes_28_split1.mat"));
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
