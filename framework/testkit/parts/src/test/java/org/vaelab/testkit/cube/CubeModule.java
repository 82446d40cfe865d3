// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.cube;

import org.vaelab.framework.plugin.VaeLabModule;

/** Announces the family on the cube, its prior and its divergence. */
public final class CubeModule extends VaeLabModule {

    @Override
    protected void announce() {
        part(Kumaraswamy.Family.class);
        part(UniformOnCube.Settings.class);
        kl(
                Kumaraswamy.class,
                UniformOnCube.class,
                (q, p) -> q.perCoordinate().sum(-1),
                (q, p) -> q.perCoordinate());
    }
}
