// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vaelab.testkit.contract.DataSourceContract;

final class JoinedContractTest extends DataSourceContract {

    JoinedContractTest() {
        super(
                "joined",
                "{parts: {a: {source: 'tree', depth: 2, dimension: 3, train: 2000, test: 200},"
                        + " b: {source: 'manifold', topology: 'sphere', train: 2000, test: 200}}}",
                "{parts: {a: {source: 'tree', depth: 1, dimension: 2, noise: 0.1, train: 20, test: 8}},"
                        + " labels: {leaf: {of: 'a', column: 'node'}}, missing: {leaf: 0.5, a: 0.2}, seed: 7}",
                "{parts: {a: {source: 'sprites', size: 16, mode: 'noisy', train: 20, test: 8}},"
                        + " labels: {shape: {of: 'a', column: 'shape'}}, binarizeParts: {a: 'static(7)'}}",
                "{parts: {a: {source: 'table', path: 'FOLDER/a.csv', key: 'id'},"
                        + " b: {source: 'table', path: 'FOLDER/b.csv', key: 'name'}}, pair: 'name', testFraction: 0.4}");
    }

    @Override
    protected void write(Path folder) throws IOException {
        StringBuilder a = new StringBuilder("id,x\n");
        StringBuilder b = new StringBuilder("name,y\n");
        for (int i = 0; i < 20; i++) {
            a.append("k%s,%s.5%n".formatted(i, i));
            b.append("k%s,%s.25%n".formatted(19 - i, i));
        }
        Files.writeString(folder.resolve("a.csv"), a);
        Files.writeString(folder.resolve("b.csv"), b);
    }

    @Override
    protected Optional<String> whyNoTestChange() {
        return Optional.of("the parts learn, and have their own contracts");
    }
}
