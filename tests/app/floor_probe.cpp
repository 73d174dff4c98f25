// SPDX-License-Identifier: GPL-3.0-or-later
// Linked with every object of a floor's libraries, so that what it needs from the system is what the floor needs.
int main()
{
    return 0;
}
