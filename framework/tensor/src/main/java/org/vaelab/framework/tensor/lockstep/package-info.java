// SPDX-License-Identifier: Apache-2.0

/**
 * Runs several runtimes as one batched program. The programs differ in their numbers alone, such as
 * the same training under several seeds. Each of their operations runs once, with a leading axis of
 * members.
 *
 * <p>A {@link org.vaelab.framework.tensor.lockstep.Lockstep} gives each of its members a backend of
 * its own. A member's operations are recorded until it reads values. When all members read, equal
 * programs run together, and a program that differs runs alone. Members are independent of one
 * another, and callers do not depend on this package.
 *
 * <p>The recording also shows whether a program is repeated. With {@link
 * org.vaelab.framework.tensor.lockstep.Lockstep#capturing} the backend then captures its
 * computations, and runs them as a whole.
 */
@NullMarked
package org.vaelab.framework.tensor.lockstep;

import org.jspecify.annotations.NullMarked;
