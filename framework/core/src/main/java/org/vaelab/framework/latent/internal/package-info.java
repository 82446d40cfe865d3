// SPDX-License-Identifier: Apache-2.0
/** What {@code org.vaelab.framework.latent} and its callers in VaeLab use, and no program outside. */
@NullMarked
package org.vaelab.framework.latent.internal;

import org.jspecify.annotations.NullMarked;
