import assert from 'node:assert/strict'
import { isLocalHost, isOfThisMachine } from '../../src/http/localHost.ts'

describe('a local host', () => {
  it('is this machine by its name, with or without a port', () => {
    for (const host of ['localhost', 'LOCALHOST:3978', '127.0.0.1', '127.1.2.3:80', '::1', '[::1]', '[::1]:3978']) assert.ok(isLocalHost(host), host)
  })
  it('is no name that only looks like one', () => {
    for (const host of [undefined, '', 'localhost.example.org', '127.0.0.1.example.org', '10.0.0.1', '[::2]', '0.0.0.0', 'localhost:', 'localhost:x'])
      assert.ok(!isLocalHost(host), host)
  })
  it('stands in an address, whatever else is in it', () => {
    for (const address of ['http://localhost:1/x', 'https://[::1]/', 'http://u:p@127.0.0.1']) assert.ok(isOfThisMachine(address), address)
    for (const address of ['http://localhost@example.org/', 'file:///localhost', 'null', 'localhost', 'https://example.org/?localhost'])
      assert.ok(!isOfThisMachine(address), address)
  })
})
