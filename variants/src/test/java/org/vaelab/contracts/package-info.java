// SPDX-License-Identifier: Apache-2.0

/**
 * The contracts of all registered parts, on the ND4J backend.
 *
 * <p>One class per part, which names it and its settings, enters; nothing leaves. What is special to
 * a part is tested in its own class elsewhere.
 */
@NullMarked
package org.vaelab.contracts;

import org.jspecify.annotations.NullMarked;
