// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import org.vaelab.testkit.contract.DataSourceContract;

final class JoinedContractTest extends DataSourceContract {

    JoinedContractTest() {
        super(
                "joined",
                "{parts: {a: {source: 'tree', depth: 2, dimension: 3, train: 20, test: 8},"
                        + " b: {source: 'manifold', topology: 'sphere', train: 20, test: 8}}}",
                "{parts: {a: {source: 'tree', depth: 1, dimension: 2, noise: 0.1, train: 20, test: 8}},"
                        + " labels: {leaf: {of: 'a', column: 'node'}}, missing: {leaf: 0.5, a: 0.2}, seed: 7}",
                "{parts: {a: {source: 'sprites', size: 16, mode: 'noisy', train: 20, test: 8}},"
                        + " labels: {shape: {of: 'a', column: 'shape'}}, binarizeParts: {a: 'static(7)'}}");
    }
}
