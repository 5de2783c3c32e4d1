#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Ratio table of run.sh: ours / peer, from the rows of interleaved rounds.

A line of the raw file is  ROUND PEER SIDE ROW  with SIDE a (ours) or b (the peer), twice each in a round (A B B A),
and ROW the line of a pipeline:  name size pps 'pps' ns 'ns/pkt' Gbps 'Gbps' [... quiet|NOISY].  Rows belong together
by size and by the number of SAs at the end of the name (-sa64). A round counts for a row when all four of its lines are
quiet; its ratio is that of the mean packets a second. Lines 'ROUND PEER cannot REASON' tell of a peer not run.

usage: ratios.py RAW [TABLE.txt] [TABLE.json] | ratios.py --self-test | ratios.py --complete N RAW PEER
"""
import json
import re
import statistics
import sys

ROW = re.compile(r'(\S+)\s+(\d+)\s+(\d+) pps\s+([\d.]+) ns/pkt .*\b(quiet|NOISY)\]')
# A peer that has modes: the fastest mode counts, row by row, and that is what the target is about.
FAMILIES = {'pipeline-': ('best C pipeline', 1.0), 'secgw-': ('best ipsec-secgw', 1.25)}
TARGETS = dict(FAMILIES.values())
# For receiving, which rows of the name '-in-' are.
TARGET_INBOUND = 1.0
ENOUGH = 3


def read(lines):
    """{peer: {(sas, size): {round: {side: [(pps, quiet), ...]}}}}, {peer: reason}; of inbound rows, other targets"""
    rows, reasons = {}, {}
    for line in lines:
        part = line.rstrip('\n').split(' ', 3)
        if len(part) < 4 or not part[0].isdigit():
            continue
        if part[2] == 'cannot':
            reasons[part[1]] = part[3]
            continue
        row = ROW.match(part[3])
        sas = row and re.search(r'-sa(\d+)$', row[1])
        if not sas or int(row[3]) == 0:
            continue
        if '-in-' in row[1]:
            TARGETS.update({name: TARGET_INBOUND for name in TARGETS})
        key = (int(sas[1]), int(row[2]))
        sides = rows.setdefault(part[1], {}).setdefault(key, {}).setdefault(int(part[0]), {'a': [], 'b': []})
        sides[part[2]].append((int(row[3]), row[5] == 'quiet'))
    return rows, reasons


def complete(sides):
    return len(sides['a']) == 2 and len(sides['b']) == 2


def compare(rounds):
    """One row: medians and ratios of the rounds that count; None without a whole round."""
    whole = [sides for sides in rounds.values() if complete(sides)]
    quiet = [sides for sides in whole if all(ok for rows in sides.values() for _, ok in rows)]
    if not whole:
        return None
    noisy = len(quiet) < ENOUGH
    counted = whole if noisy else quiet
    mean = {side: [statistics.fmean(pps for pps, _ in sides[side]) for sides in counted] for side in 'ab'}
    ratios = [a / b for a, b in zip(mean['a'], mean['b'])]
    return {'median': statistics.median(ratios), 'least': min(ratios), 'most': max(ratios), 'quiet': len(quiet),
            'rounds': len(whole), 'noisy': noisy, 'oursNs': 1e9 / statistics.median(mean['a']),
            'peerNs': 1e9 / statistics.median(mean['b']), 'ratios': [round(ratio, 4) for ratio in ratios]}


def tables(rows):
    """{peer: {(sas, size): row}}; the fastest mode of a peer with modes comes first, as a peer of its own."""
    table = {}
    for peer, keys in rows.items():
        compared = {key: compare(rounds) for key, rounds in keys.items()}
        table[peer] = {key: row for key, row in compared.items() if row}
    best = {name: fastest({mode: table[mode] for mode in table if mode.startswith(prefix)})
            for prefix, (name, _) in FAMILIES.items()}
    return {**{name: family for name, family in best.items() if family}, **table}


def fastest(modes):
    """{(sas, size): row} of the mode that we are ahead of by least; a noisy mode is no rival of a quiet one."""
    best = {}
    for mode, compared in modes.items():
        for key, row in compared.items():
            if key not in best or (row['noisy'], row['median']) < (best[key]['noisy'], best[key]['median']):
                best[key] = dict(row, mode=mode)
    return best


def text(table, reasons):
    out = []
    for peer, rows in table.items():
        target = TARGETS.get(peer)
        title = 'efficiency: ours / bare cipher' if peer == 'cipher' else f'ours / {peer}'
        out.append(title + (f' (target {target:.2f})' if target else '') + ', packets a second, median [least - most]')
        out.append('   SAs   size   ratio [least - most]      quiet rounds   ours ns   peer ns')
        for (sas, size), row in sorted(rows.items()):
            note = '  fewer than %d quiet, no result' % ENOUGH if row['noisy'] else ''
            if target and not row['noisy']:
                note = '  reached' if row['median'] >= target else '  MISSED'
            if 'mode' in row:
                note += '  (' + row['mode'] + ')'
            out.append('%6d %6d   %5.3f [%5.3f - %5.3f]   %6d of %-6d %8.1f  %8.1f%s' % (
                sas, size, row['median'], row['least'], row['most'], row['quiet'], row['rounds'], row['oursNs'],
                row['peerNs'], note))
        out.append('')
    out += [f'{peer}: not measured: {reason}' for peer, reason in reasons.items()]
    return '\n'.join(out).rstrip() + '\n'


def as_json(table, reasons):
    peers = [{'peer': peer, 'target': TARGETS.get(peer),
              'rows': [dict(sas=sas, size=size, **row) for (sas, size), row in sorted(rows.items())]}
             for peer, rows in table.items()]
    run = {'ratio': 'packets a second, ours / peer', 'peers': peers, 'notMeasured': reasons}
    return json.dumps(run, indent=2) + '\n'


def has_enough(rounds_wanted, rows, peer):
    """Whether every row of the peer has its quiet rounds."""
    measured = [rounds for rounds in rows.get(peer, {}).values() if any(sides['b'] for sides in rounds.values())]
    compared = [compare(rounds) for rounds in measured]
    return bool(compared) and all(row and row['quiet'] >= rounds_wanted for row in compared)


def self_test():
    def line(name, size, pps, how='quiet'):
        return '%-34s %5d %12.0f pps %8.1f ns/pkt %7.2f Gbps  [min 1.0 max 2.0 ns n=5 of 9 %s]' % (
            name, size, pps, 1e9 / pps, pps * size * 8 / 1e9, how)

    raw = []

    def round_of(number, peer, ours, theirs, size=64, sas=1, how='quiet'):
        for side, pps in zip('abba', (ours * 0.99, theirs * 0.98, theirs * 1.02, ours * 1.01)):
            raw.append('%d %s %s %s\n' % (number, peer, side, line('x-sa%d' % sas, size, pps, how)))

    for number, ours in enumerate((11e6, 12e6, 15e6), 1):
        round_of(number, 'pipeline-async', ours, 10e6)
        round_of(number, 'pipeline-cpu', ours, 12e6)
        round_of(number, 'pipeline-cpu', 1e6, 2e6, 512, 64)
        round_of(number, 'pipeline-cpu', 6e6, 2e6, 1420)
        round_of(number, 'pipeline-async', 1e6, 2e6, 1420, how='NOISY')
    round_of(4, 'pipeline-async', 90e6, 10e6, how='NOISY')
    round_of(1, 'cipher', 10e6, 30e6, how='NOISY')
    raw += ['%d pipeline-cpu a %s\n' % (n, line('x-sa9', 64, 1e6)) for n in (1, 1, 2, 2)]
    raw += ['5 pipeline-async a %s\n' % line('x-sa1', 64, 1e6), '# comment\n', '1 secgw-lib cannot no package\n']
    rows, reasons = read(raw)
    table = tables(rows)
    row = table['pipeline-async'][(1, 64)]
    close = lambda a, b: abs(a - b) < 1e-6
    checks = {
        'median of the quiet rounds': close(row['median'], 1.2),
        'least and most': close(row['least'], 1.1) and close(row['most'], 1.5),
        'noisy round told, not counted': row['quiet'] == 3 and row['rounds'] == 4 and not row['noisy'],
        'nanoseconds': close(row['oursNs'], 1e9 / 12e6) and close(row['peerNs'], 100),
        'the faster mode counts': close(table['best C pipeline'][(1, 64)]['median'], 1.0),
        'the faster mode is named': table['best C pipeline'][(1, 64)]['mode'] == 'pipeline-cpu',
        'a row of one mode': close(table['best C pipeline'][(64, 512)]['median'], 0.5),
        'no rows, no family': 'best ipsec-secgw' not in table,
        'a quiet mode before a noisy one': close(table['best C pipeline'][(1, 1420)]['median'], 3.0),
        'noise is no result': table['cipher'][(1, 64)]['noisy'] and 'quiet, no result' in text(table, reasons),
        'a peer that is missing is told': 'secgw-lib: not measured: no package' in text(table, reasons),
        'target': text(table, reasons).count('reached  (pipeline-cpu)') == 2,
        'target missed': text(table, reasons).count('MISSED') == 1,
        'enough': has_enough(3, rows, 'pipeline-cpu') and not has_enough(4, rows, 'pipeline-cpu')
                  and not has_enough(1, rows, 'secgw-lib') and not has_enough(1, rows, 'cipher'),
        'json': json.loads(as_json(table, reasons))['notMeasured'] == {'secgw-lib': 'no package'},
    }
    wrong = [name for name, right in checks.items() if not right]
    print('wrong: ' + ', '.join(wrong) if wrong else 'self-test: %d checks right' % len(checks))
    return 1 if wrong else 0


def main(arguments):
    if arguments == ['--self-test']:
        return self_test()
    if len(arguments) == 4 and arguments[0] == '--complete':
        with open(arguments[2]) as raw:
            return 0 if has_enough(int(arguments[1]), read(raw)[0], arguments[3]) else 1
    if not 1 <= len(arguments) <= 3 or arguments[0].startswith('-'):
        print(__doc__.strip().splitlines()[-1], file=sys.stderr)
        return 2
    with open(arguments[0]) as raw:
        rows, reasons = read(raw)
    table = tables(rows)
    print(text(table, reasons), end='')
    for name, content in zip(arguments[1:], (text, as_json)):
        with open(name, 'w') as out:
            out.write(content(table, reasons))
    return 0 if any(table.values()) else 1


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
