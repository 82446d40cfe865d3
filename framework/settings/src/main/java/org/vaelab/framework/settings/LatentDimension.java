// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The key with the intrinsic dimension of a latent variable, which other libraries call otherwise.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@AlsoKnownAs({
    "latentDim",
    "latentDims",
    "latentSize",
    "latentDimension",
    "zDim",
    "zSize",
    "nz",
    "nLatent"
})
public @interface LatentDimension {}
